"""Which language a text is in, by its script and its commonest words: a quick and careful guess, no model."""

import re
from collections import Counter
from collections.abc import Mapping

LOOKED_AT = 20_000
"""Code points at the start of a text that the guess looks at."""

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about according after against all also although among an and another any are as at be because been before
            being between both but by can could despite did do does during each earlier even every few for from had has
            have he her here his how however i if in instead into is it its just last later many meanwhile more most much
            must my near never no nor not now of on one only or other our over several shall she should since so some
            still such than that the their them then there these they this those though three through to today two under
            unless until upon us was we were what when where whether which while who why with within without would yes
            yesterday yet you your
        """,
        "fr": """
            a afin ainsi alors après au aucun aussi aux avant avec avoir beaucoup bien car ce cela celle ces cet cette
            ceux chaque chez comme comment contre dans de depuis des deux donc dont du elle elles en encore enfin ensuite
            entre est et eux fait fut il ils je la le les leur leurs lors lorsque lui mais malgré mes moins mon même ne
            nos notre nous on ont or où par parce pas pendant peu plus plusieurs pour pourquoi pourtant puis quand que
            quel quelle quelques qui quoi sa sans se selon ses si son sont sous sur ta tandis tous tout toute toutes trois
            très un une vers voici voilà vos votre vous y été être
        """,
        "de": """
            aber alle allem allen als also am an andere auch auf aus bei beim bereits bevor bis da dabei dadurch dafür
            damit danach dann das dass dem den denn der des deshalb die dies diese diesem diesen dieser dieses doch dort
            durch ein eine einem einen einer eines er erst es etwa euch für gegen gibt haben hat hatte hier hinter ich ihm
            ihn ihr ihre im immer in ins ist ja jede jeder jedoch jetzt kann kein keine man mehr mein mit nach nicht
            nichts noch nun nur ob oder ohne schon sehr sei sein seine seit sich sie sind so sobald sogar sondern sowie
            trotz um und uns unter vom von vor war was weil wenn wer werden wie wieder wir wird wo wurde während zu zum
            zur zwar zwei zwischen über
        """,
        "es": """
            a al algunos ante antes así aunque bajo cada como con contra cuando cuatro de del desde donde dos durante e el
            ella ellas ellos en entonces entre era es esa ese eso esta estas este esto estos está están fue ha hace hacia
            han hasta hay la las le les lo los mas me mediante mi mientras muy más ni no nos nosotros o otra otro para
            pero poco por porque pues que quien quienes se según ser si sin sino sobre son su sus también tan tanto todas
            todos tras tres tu un una uno y ya yo
        """,
        "it": """
            a ad agli ai al alcuni alla alle allo anche ancora appena ben che chi ci coi col come con contro così cui da
            dagli dai dal dalla dalle degli dei del della delle dello di dopo dove due dunque durante e ecco ed era essere
            fino fra gli ha hanno i il in infatti io la le lei lo loro lui ma mentre mi molto ne nei nel nella nelle nello
            noi non nonostante o oggi ogni per perché però poi prima qualche quando quanto quella quelle quello quest
            questa queste questi questo qui se secondo sei si sia siamo sono sotto stato su sua sue sugli sui sul sulla
            suo suoi tra tre tutti tutto un una uno è
        """,
        "pt": """
            a ainda alguns além ante antes ao aos apesar após as assim até cada com como contra da das de depois desde
            dessa desse desta deste do dois dos durante e ela elas ele eles em embora enquanto entre então era essa esse
            esta estas este estes eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na nas nem no nos
            nossa nosso não nós o onde os ou outra outro para pela pelas pelo pelos pois por porque porém quando quanto
            que quem se segundo seja sem sempre ser seu seus sob sobre sua suas são também te tem todas todo todos três
            tudo um uma você à às é
        """,
        "nl": """
            aan al alle als altijd andere ben bij binnen daar daarna dan dat de deze die dit doch doen door dus een eens
            en er even geen haar had hebben heeft hem het hier hij hoe hun iets ik in is ja je kan kon kunnen maar me meer
            men met mij mijn moet na naar naast niet niets nog nu of om omdat ondanks onder ons ook op over reeds sinds te
            tegen terwijl toch toen tot tussen twee u uit uw van vanaf veel verder volgens voor vooral waar wanneer want
            waren was wat we wel werd wezen wie wij wil worden wordt zal ze zelf zich zij zijn zo zoals zonder zou
        """,
    }.items()
}
"""By language, words in lower case that open sentences and are no names."""

# Only so that these are not taken for one of the above.
_NEIGHBOURS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "da": """
            af at blev da de den der det du efter eller en er et for fra han har havde hun i ikke jeg kan med og om på sig
            skal som til var ved vi vil være
        """,
        "sv": """
            att av de den det du efter eller en ett från för han har hon i inte jag kan med men och om på sig ska som till
            var vi vid är
        """,
        "ca": """
            a al als amb aquest aquesta com de del dels dret el els en i la les més no o per però que seva són tota té un
            una van és
        """,
        "ro": "a al ale au care ce cu că de din după este fi la mai nu o orice pe pentru prin sau se sunt să un unei în și",
        "pl": """
            a ale bez by być czy dla do go i ich jak jako jego jest lub ma na nie o od oraz po prawo przez przy się są to
            w we z za ze że
        """,
    }.items()
}

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\uac00-\ud7a3"),
    ("ja", "\u3041-\u30ff\uff66-\uff9f"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0620-\u06d5\u0750-\u077f"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hi", "\u0904-\u0939"),
    ("th", "\u0e01-\u0e3a"),
    ("hy", "\u0531-\u0587"),
    ("ka", "\u10a0-\u10ff"),
    ("bn", "\u0985-\u09b9"),
    ("ta", "\u0b85-\u0bb9"),
    ("te", "\u0c05-\u0c39"),
    ("am", "\u1200-\u137f"),
    ("km", "\u1780-\u17b3"),
    ("lo", "\u0e81-\u0eae"),
    ("my", "\u1000-\u102a"),
)
_LETTERS = tuple((name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS)
_LATIN = re.compile(r"[^\W\d_]+")


def guess(text: str) -> str:
    """The two-letter code of the language a text is in, or empty when that is not clear.

    By script where only one language is likely; by common words for English, French, German, Spanish, Italian, Portuguese
    and Dutch. Looks at no more than ``LOOKED_AT`` code points.
    """
    sample = text[:LOOKED_AT]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    counts = {name: len(pattern.findall(sample)) for name, pattern in _LETTERS}
    if counts["ja"] * 8 > counts["zh"]:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    script = max(counts, key=lambda name: counts[name])
    if counts[script] > letters * 0.5:
        return _of_script(script, sample)
    return _of_words(sample)


def _of_script(script: str, sample: str) -> str:
    seen = set(sample.lower())
    if script == "cyrillic":
        if seen & set("їєґ"):
            return "uk"
        return "ru" if seen & set("ыэ") and not seen & set("іў") else ""
    if script == "arabic":
        if seen & set("ٹڈڑ"):
            return "ur"
        if seen & set("پچژگ"):
            return "fa" if "ی" in seen or "ک" in seen else ""
        return "ar"
    return script


def _of_words(sample: str) -> str:
    words = Counter(_LATIN.findall(sample.lower()))
    scores = sorted(
        ((sum(words[word] for word in common), language) for language, common in {**FUNCTION_WORDS, **_NEIGHBOURS}.items()),
        reverse=True,
    )
    (best, language), (second, _) = scores[:2]
    different = sum(1 for word in FUNCTION_WORDS.get(language, ()) if words[word])
    clear = best > second * 1.25 and best >= words.total() * 0.2 and different >= 4
    return language if clear and language in FUNCTION_WORDS else ""
