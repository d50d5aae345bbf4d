"""QuickBooks' fault codes with their fixed messages, and the shapes in which faults are sent."""

from typing import Any, Literal

OBJECT_NOT_FOUND = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
OTHER_USER = "Craig Carlson"
"""Who 5010 says was faster: QuickBooks names the other user, here it is always the one that was recorded."""
STALE = (
    f"Stale Object Error : You and {OTHER_USER} were working on this at the same time. "
    f"{OTHER_USER} finished before you did, so your work was not saved."
)
NAME_TAKEN = {
    "who": (
        "The name supplied already exists. : Another customer, vendor or employee is already using this \n"
        "name. Please use a different name."
    ),
    "null": "The name supplied already exists. : null",
}

MESSAGES = {
    "100": "AuthenticationErrorGeneral",
    "110": "AuthenticationOAuthError",
    "120": "Authorization Failure",
    "130": "WrongClusterError",
    "140": "CompanyLockedOut",
    "150": "CompanyUnderMaintenance",
    "400": "MalformedRequest",
    "500": "Unsupported Operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "Txn ID Cannot Be Linked",
    "630": "Duplicate Object",
    "700": "Parent Reference Invalid",
    "800": "Cannot delete object",
    "900": "Parent cannot be child",
    "1000": "Operation failed",
    "1010": "Create failed",
    "1020": "Update failed",
    "1040": "Batch size exceeds allowed limit",
    "1050": "Invalid Content Type",
    "2000": "Invalid or unsupported object name",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String",
    "2050": "String length is either shorter or longer than supported by specification",
    "2060": "Invalid Date Format",
    "2070": "Invalid Date",
    "2080": "Invalid Number Format",
    "2090": "Invalid Number",
    "2100": "Invalid Decimal Format",
    "2110": "Invalid Decimal",
    "2120": "Invalid Type",
    "2130": "Invalid Request Id Format",
    "2140": "Invalid Amount",
    "2150": "Invalid Percent",
    "2160": "Invalid Quantity",
    "2170": "Invalid Enumeration",
    "2180": "Invalid String Range",
    "2190": "Invalid Date Range",
    "2200": "Malformed Website Address",
    "2210": "Invalid Email Address Format",
    "2220": "Invalid Currency Type",
    "2230": "Invalid Boolean",
    "2240": "Invalid Number Range",
    "2250": "Missing lines",
    "2270": "MissingTaxApplicableOn",
    "2280": "MissingTaxAmount",
    "2290": "NegativeAmount",
    "2500": "Invalid Reference Id",
    "2600": "Conflicting elements in request",
    "3000": "Invalid Custom Field",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "4002": "The query could not be processed",
    "5000": "Deprecated field",
    "5010": "Stale Object Error",
    "5020": "Permission Denied",
    "5030": "Feature Not Supported",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "Invalid AccountType/SubType",
    "6060": "Account.OpenBalanceDate must be specified with Account.OpenBalance",
    "6070": "Amount calculation incorrect in the request",
    "6080": "No Name Provided",
    "6090": "Discount Line missing required info",
    "6100": "Invalid Line TaxCode",
    "6110": "MAS transaction cannot be updated",
    "6120": "MAS transaction cannot be deleted",
    "6130": "Cannot change who customer bills with",
    "6140": "Duplicate Document Number Error",
    "6150": "ParentRef required or not allowed",
    "6160": "Invalid TaxCodeRef",
    "6170": "Invalid TxnTaxDetail with NotApplicable",
    "6180": "Sub Level Limit",
    "6190": "Invalid Company Status",
    "6200": "Account Period Closed",
    "6210": "Account Period Closed",
    "6220": "Delete Entity Has Balance",
    "6230": "Invalid TaxCodeRef",
    "6240": "Duplicate Name Exists Error",
    "6250": "InvalidSalesCustomer",
    "6270": "InventoryTxnDatedBeforeItemStartDate",
    "6280": "Delete Customer Has Unbilled Expenses",
    "6420": "Email address is required",
    "6430": "Invalid account type used",
    "6440": "Transaction Detail Information Required",
    "6450": "Attempt to Void Transaction failed",
    "6460": "Invoice MAS deposit mismatch",
    "6470": "TaxLiabilityAccount or TaxRateError",
    "6480": "Matched Transaction Delete Error",
    "6520": "Missing tracked inventory quantity",
    "6530": "Raw credit card number found",
    "6540": "Deposited Transaction cannot be changed",
    "10000": "An application error has occurred while processing your request",
    "10100": "Result Set Big",
    "10200": "Company Reset",
}
TYPES = {
    **dict.fromkeys(("100", "110", "130"), "AuthenticationFault"),
    "120": "AuthorizationFault",
    **dict.fromkeys(("140", "150", "10000", "10100", "10200"), "SystemFault"),
}
"""The types of those that are no ValidationFault; that of 140, 150 and above 10000 is not published."""


class Refused(Exception):
    """QuickBooks' answer to a request that it does not carry out."""

    def __init__(self, code: str, detail: str, *, element: str | None = None) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail
        self.element = element

    def fault(self) -> dict[str, Any]:
        """Return the value of `Fault`."""
        error = {"Message": MESSAGES[self.code], "Detail": self.detail, "code": self.code}
        if self.element is not None:
            error["element"] = self.element
        return {"Error": [error], "type": TYPES.get(self.code, "ValidationFault")}


class TurnedAway(Exception):
    """The gateway turns a request away before QuickBooks sees it: 401, 403, 404, 413, 415, 429, 504."""

    def __init__(self, status: int, *, code: str = "", message: str = "", detail: str = "") -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail

    def fault(self) -> dict[str, Any]:
        """Return the value of `Fault`, where the gateway says it as QuickBooks does."""
        error = {"Message": self.message, "Detail": self.detail, "code": self.code}
        return {"Error": [error], "type": "SERVICE"}


def unauthenticated(detail: str) -> TurnedAway:
    """Return the refusal of a call whose token is not good."""
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    return TurnedAway(401, code="3200", message=message, detail=detail)


def forbidden() -> TurnedAway:
    """Return the refusal of a call to a company that the token is not for."""
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    return TurnedAway(403, code="3100", message=message)


def missing(name: str) -> Refused:
    """Return the refusal for a required property that is not there."""
    return Refused("2020", f"Required parameter {name} is missing in the request", element=name)


def name_taken(detail: Literal["who", "null"]) -> Refused:
    """Return the refusal for a name that somebody else has."""
    return Refused("6240", NAME_TAKEN[detail])


def not_found() -> Refused:
    """Return the refusal for an object that is not there, or no longer active."""
    return Refused("610", OBJECT_NOT_FOUND, element="")


def business(detail: str) -> Refused:
    """Return the refusal with the general business code 6000."""
    return Refused("6000", f"Business Validation Error: {detail}", element="")


def gateway_body(turned: TurnedAway, kind: str, now_s: float) -> dict[str, Any]:
    """Return the lower-case body of the gateway, with its null siblings (recorded for 401)."""
    error = {"message": turned.message, "detail": turned.detail, "code": turned.code, "element": None}
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(now_s * 1000),
        "status": None,
        "cdcresponse": [],
    }
