"""The types of accounts: their classification, and the sub-types that each has.

The first sub-type is taken when none is given: documented for Income, for the others read from the order of
Intuit's list. Sub-types that only other countries have are not here.
"""

from simulator.faults import Refused

_ASSETS = {
    "Bank": "CashOnHand Checking MoneyMarket RentsHeldInTrust Savings TrustAccounts",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": (
        "EmployeeCashAdvances AllowanceForBadDebts DevelopmentCosts OtherCurrentAssets Inventory "
        "Investment_MortgageRealEstateLoans Investment_Other Investment_TaxExemptSecurities "
        "Investment_USGovernmentObligations LoansToOfficers LoansToOthers LoansToStockholders "
        "PrepaidExpenses Retainage UndepositedFunds"
    ),
    "Fixed Asset": (
        "FurnitureAndFixtures AccumulatedAmortization AccumulatedDepletion AccumulatedDepreciation Buildings "
        "DepletableAssets FixedAssetComputers FixedAssetCopiers FixedAssetFurniture FixedAssetPhone "
        "FixedAssetPhotoVideo FixedAssetSoftware FixedAssetOtherToolsEquipment IntangibleAssets Land "
        "LeaseholdImprovements MachineryAndEquipment OtherFixedAssets Vehicles"
    ),
    "Other Asset": (
        "AccumulatedAmortizationOfOtherAssets Goodwill LeaseBuyout Licenses OrganizationalCosts "
        "OtherLongTermAssets SecurityDeposits"
    ),
}
_LIABILITIES = {
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": (
        "OtherCurrentLiabilities DeferredRevenue DirectDepositPayable FederalIncomeTaxPayable "
        "GlobalTaxPayable GlobalTaxSuspense InsurancePayable LineOfCredit LoanPayable "
        "PayrollClearing PayrollTaxPayable PrepaidExpensesPayable RentsInTrustLiability SalesTaxPayable "
        "StateLocalIncomeTaxPayable TrustAccountsLiabilities"
    ),
    "Long Term Liability": "NotesPayable OtherLongTermLiabilities ShareholderNotesPayable",
}
_EQUITY = {
    "Equity": (
        "OpeningBalanceEquity AccumulatedAdjustment CommonStock EstimatedTaxes Healthcare OwnersEquity "
        "PaidInCapitalOrSurplus PartnerContributions PartnerDistributions PartnersEquity PersonalExpense "
        "PersonalIncome PreferredStock RetainedEarnings TreasuryStock"
    ),
}
_REVENUE = {
    "Income": (
        "OtherPrimaryIncome DiscountsRefundsGiven NonProfitIncome SalesOfProductIncome ServiceFeeIncome "
        "UnappliedCashPaymentIncome"
    ),
    "Other Income": (
        "DividendIncome InterestEarned OtherInvestmentIncome OtherMiscellaneousIncome TaxExemptInterest"
    ),
}
_EXPENSES = {
    "Cost of Goods Sold": (
        "SuppliesMaterialsCogs CostOfLaborCos EquipmentRentalCos OtherCostsOfServiceCos "
        "ShippingFreightDeliveryCos"
    ),
    "Expense": (
        "AdvertisingPromotional Auto BadDebts BankCharges CharitableContributions CommissionsAndFees "
        "CostOfLabor DuesSubscriptions Entertainment EntertainmentMeals EquipmentRental FinanceCosts "
        "GlobalTaxExpense Insurance InterestPaid LegalProfessionalFees OfficeGeneralAdministrativeExpenses "
        "OtherBusinessExpenses OtherMiscellaneousServiceCost PayrollExpenses PromotionalMeals "
        "RentOrLeaseOfBuildings RepairMaintenance ShippingFreightDelivery SuppliesMaterials TaxesPaid Travel "
        "TravelMeals UnappliedCashBillPaymentExpense Utilities"
    ),
    "Other Expense": (
        "Amortization Depreciation ExchangeGainOrLoss GasAndFuel HomeOffice HomeownerRentalInsurance "
        "MortgageInterestHomeOffice OtherHomeOfficeExpenses OtherMiscellaneousExpense OtherVehicleExpenses "
        "ParkingAndTolls PenaltiesSettlements PropertyTaxHomeOffice RentAndLeaseHomeOffice "
        "RepairsAndMaintainceHomeOffice UtilitiesHomeOffice Vehicle VehicleInsurance VehicleLease "
        "VehicleLoan VehicleLoanInterest VehicleRegistration VehicleRepairs WashAndRoadServices"
    ),
}
_CLASSIFIED = {
    "Asset": _ASSETS,
    "Liability": _LIABILITIES,
    "Equity": _EQUITY,
    "Revenue": _REVENUE,
    "Expense": _EXPENSES,
}
SUB_TYPES = {name: words.split() for types in _CLASSIFIED.values() for name, words in types.items()}
CLASSIFICATIONS = {name: classification for classification, types in _CLASSIFIED.items() for name in types}
_TYPE_OF = {sub_type: name for name, sub_types in SUB_TYPES.items() for sub_type in sub_types}


def type_and_sub_type(account_type: str | None, sub_type: str | None) -> tuple[str, str]:
    """Return both of an account, where one may follow from the other; refuse what does not go together."""
    if account_type is None and sub_type is None:
        raise Refused(
            "6010", "Invalid AccountType/SubType : one of them must be given", element="AccountType"
        )
    if sub_type is None:
        return str(account_type), SUB_TYPES[str(account_type)][0]
    if sub_type not in _TYPE_OF:
        raise Refused("2170", f"Invalid Enumeration : {sub_type}", element="AccountSubType")
    if account_type is not None and _TYPE_OF[sub_type] != account_type:
        detail = f"Invalid AccountType/SubType : {sub_type} is no sub-type of {account_type}"
        raise Refused("6010", detail, element="AccountSubType")
    return _TYPE_OF[sub_type], sub_type
