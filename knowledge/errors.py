"""What can go wrong between a sheet and a cited passage.

KnowledgeError
├── SheetInvalid          a sheet or the catalogue breaks its form
├── ImportRefused         a file from outside cannot become a sheet
├── EncoderUnavailable    the model's files are missing or not the expected ones
│   └── ExportRejected    the exported model's vectors differ too much from the original's
├── IndexNotBuilt         there is no index to search
├── IndexDamaged          an index file is missing or differs from its manifest
├── IndexOutdated         the index was built from other parts than those in use
└── PassageNotFound       no passage or sheet has this id
"""


class KnowledgeError(Exception):
    """Root of the family. The message names the value and the way out."""


class SheetInvalid(KnowledgeError):
    """A sheet or the catalogue breaks its form."""


class ImportRefused(KnowledgeError):
    """A file from outside cannot become a sheet; nothing was changed."""


class EncoderUnavailable(KnowledgeError):
    """The model's files are missing or not the expected ones."""


class ExportRejected(EncoderUnavailable):
    """The exported model's vectors differ too much from the original's."""


class IndexNotBuilt(KnowledgeError):
    """There is no index to search."""


class IndexDamaged(KnowledgeError):
    """An index file is missing or differs from its manifest."""


class IndexOutdated(KnowledgeError):
    """The index was built from other parts than those in use."""


class PassageNotFound(KnowledgeError):
    """No passage or sheet has this id."""
