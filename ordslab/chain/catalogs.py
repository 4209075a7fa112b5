"""What a schema tells about itself: /metadata-catalog/ and /open-api-catalog/, and what each describes."""

from collections.abc import Iterator

from ordslab.chain.access_rule import OPEN_API_CATALOG
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.routes import CATALOGS, full_path, literal_part


def is_described(dictionary: Dictionary, path: str) -> bool:
    """Whether a path below a catalog is there (the metadata catalog's names of templates are inferred)."""
    catalog = next(each for each in CATALOGS if path.startswith(each))
    rest = path[len(catalog) :]
    described = _documents(dictionary) if catalog == OPEN_API_CATALOG else _resources(dictionary)
    return not rest or rest in described


def _documents(dictionary: Dictionary) -> Iterator[str]:
    """OpenAPI: a document a published module, and one an object."""
    yield from (each.prefix[1:] for each in dictionary.modules if each.published)
    yield from (f"{each.alias}/" for each in dictionary.objects if each.enabled)


def _resources(dictionary: Dictionary) -> Iterator[str]:
    """The metadata catalog: a resource an object, with its item, and one a template, by its literal part."""
    for each in dictionary.objects:
        if each.enabled:
            yield from (each.alias, f"{each.alias}/", f"{each.alias}/item")
    for handler in dictionary.handlers:
        module = dictionary.module(handler.module)
        if module and module.published:
            path = full_path(module, handler.template)
            literal, parameters = literal_part(path)
            name = literal[1:]
            if parameters or not name.endswith("/"):
                name = f"{name.rpartition('/')[0]}/item".removeprefix("/")
            yield from (name, f"{name}/")
