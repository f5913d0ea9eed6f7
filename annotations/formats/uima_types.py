"""The types of UIMA that our files hold, as a type system in XML and in JSON, and which of others' types are no entities.

The types and features are those of DKPro Core that INCEpTION has built in, as few as an import needs.
"""

import re

BASE = "de.tudarmstadt.ukp.dkpro.core.api."
META = f"{BASE}metadata.type.DocumentMetaData"
SENTENCE = f"{BASE}segmentation.type.Sentence"
TOKEN = f"{BASE}segmentation.type.Token"
ENTITY = f"{BASE}ner.type.NamedEntity"

_TYPES = {
    META: (
        "uima.tcas.DocumentAnnotation",
        {"documentTitle": "uima.cas.String", "documentId": "uima.cas.String", "isLastSegment": "uima.cas.Boolean"},
    ),
    SENTENCE: ("uima.tcas.Annotation", {}),
    TOKEN: ("uima.tcas.Annotation", {}),
    ENTITY: ("uima.tcas.Annotation", {"value": "uima.cas.String", "identifier": "uima.cas.String"}),
}
_NO_ENTITIES = re.compile(
    r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?!ner\.)|de\.tudarmstadt\.ukp\.(?:clarin|inception)\.|uima\.(?!tcas\.Annotation$)"
    r"|.*\.(?:Token|Sentence|Paragraph|Lemma|Stem|POS|Chunk|DocumentAnnotation)$"
)


def holds_entities(kind: str) -> bool:
    """Whether the annotations of a type are taken for entities: not those of words, sentences, syntax and documents."""
    return _NO_ENTITIES.match(kind) is None


def type_system() -> str:
    """The types as UIMA's XML has them."""
    types = "".join(
        f"<typeDescription><name>{name}</name><description/><supertypeName>{parent}</supertypeName><features>"
        + "".join(
            f"<featureDescription><name>{feature}</name><description/><rangeTypeName>{kind}</rangeTypeName></featureDescription>"
            for feature, kind in features.items()
        )
        + "</features></typeDescription>\n"
        for name, (parent, features) in _TYPES.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<types>\n{types}</types>\n</typeSystemDescription>\n"
    )


def json_types() -> dict[str, object]:
    """The types as UIMA's JSON has them."""
    return {
        name: {"%NAME": name, "%SUPER_TYPE": parent}
        | {feature: {"%NAME": feature, "%RANGE": kind} for feature, kind in features.items()}
        for name, (parent, features) in _TYPES.items()
    }
