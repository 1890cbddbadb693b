"""Accounts: theories as files. Reading a list of them loads no mechanism."""

from thaw.account.account import FAMILIES, GRADES, Account, Denial
from thaw.account.read import accounts, load_account, ranked_accounts, read_account, survey_account
from thaw.account.shelves import shelf, shelves

__all__ = [
    "FAMILIES",
    "GRADES",
    "Account",
    "Denial",
    "accounts",
    "load_account",
    "ranked_accounts",
    "read_account",
    "shelf",
    "shelves",
    "survey_account",
]
