"""One file per outside thing; each turns that thing's errors into ours."""
