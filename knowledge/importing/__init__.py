"""Files from the wild in, sheets out."""

from knowledge.importing.conversion import LARGEST_IMPORT_BYTES, Conversion, convert_file
from knowledge.importing.ledger import Dropped
from knowledge.importing.writing import EarlierImport, find_earlier_import, write_sheet

__all__ = [
    "LARGEST_IMPORT_BYTES",
    "Conversion",
    "Dropped",
    "EarlierImport",
    "convert_file",
    "find_earlier_import",
    "write_sheet",
]
