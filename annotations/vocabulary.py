"""Words, by language, that tell names from what stands beside them. All in lower case."""

from collections.abc import Mapping


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: _words(words)
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
"""By language, words that open sentences and are no names."""

OTHER_FUNCTION_WORDS = _words(
    """
    а без более был была были было в вам вас весь во вот все всё вы где да даже для до его ее её если есть ещё же за здесь и
    из или им их к как какие когда которая которые который кто ли либо между меня мне много может мы на над нам нас не него
    нет ни но ну о об однако он она они оно от очень по под после потом почему при про с сам свою себя сейчас со среди так
    также там тем теперь то тогда того тоже той только том тот тут ты у уже хотя чего чем через что чтобы эта эти это этот я
    та але від він вона вони воно де до з за й його її їх коли на не ні по про та те ти то у це цей що як який якщо
    ο η το οι τα του της των τον την και σε με για από ότι που να θα στο στη στην στον στα ένας μια ένα δεν όταν αλλά όπως μετά
    """
)
"""Of languages that are not told apart here (Russian, Ukrainian, Greek)."""

TITLES = _words(
    """
    mr mrs ms miss madam madame mme mlle monsieur messrs m sir dame dr doctor prof professor president vice-president
    premier minister chancellor secretary undersecretary ambassador envoy senator sen representative rep congressman
    congresswoman gov governor mayor gen col colonel lt lieutenant capt captain sgt sergeant cmdr adm admiral pope cardinal
    archbishop rev reverend hon sheikh sultan ayatollah ceo chairman chairwoman chairperson spokesman spokeswoman herr frau
    señor señora sr sra signor signora senhor senhora président présidente ministre monseigneur mgr präsident präsidentin
    bundeskanzler bundeskanzlerin kanzler presidente ministro ministra minister-president premier-ministre
    """
)
"""Words that stand before a person’s name and are no part of it."""

OFFICES = _words(
    """
    state defense defence foreign affairs finance treasury interior exterior justice education health commerce labor labour
    energy environment trade agriculture transport transportation home security prime vice deputy first former attorney
    general chief acting assistant executive
    """
)
"""Words that stand around a title: Prime Minister, Secretary of State."""

MONTHS = _words(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec janvier février mars avril mai juin juillet août septembre octobre novembre décembre januar februar
    märz juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre janeiro fevereiro março maio junho
    julho setembro outubro novembro dezembro januari februari maart mei augustus
    """
)
"""Names of months, which stand with numbers."""

ACRONYMS = _words("u.s. u.n. u.k. e.u. u.s.a. u.s.s.r. u.a.e. d.p.r.k.")
"""Dotted acronyms after which another name starts; other dotted letters are somebody’s initials (J.R.R. Tolkien)."""

PARTICLES = _words(
    """
    of the and for de del della di da do dos das du des le la les los van von der den bin ibn zu zur ter ten y e et und & - al el
    """
)
"""Words that stand inside a name, between its capitals."""

JOINING = _words("and y et und & or")
"""Those of them, and others, that may stand between two names too."""

ARTICLES = _words("the le la les l’ l' el los las der die das il lo gli o os as de het")
"""Words that some guidelines count to a name they stand before."""

DETERMINERS = {
    "en": _words("a an the this that these those my your his her its our their some any all both each every no another such")
}
"""By language: words that a noun and what goes before it begin with."""

COUNTING = {"en": _words("one two three four five six seven eight nine ten eleven twelve several few many")}
"""By language: words that say how many."""

ENDINGS = _words(
    "은 는 이 가 을 를 의 에 와 과 도 로 으로 에서 에게 에는 에도 와의 과의 라고 이라고 이다 이라는 까지 부터 만 측 씨 씨는 씨가"
)
"""Korean words that are written onto a name, after it."""

GERMAN_BEFORE_NOUNS = _words(
    """
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner im am zum zur beim vom ins ans
    mein meine sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer unser unsere dieser diese dieses diesem diesen jede
    jeder jedes jedem jeden viele alle mehr
    """
)
"""German words before a common noun; a name seldom has one of them before it."""
GERMAN_NOUN_ENDINGS = ("ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "tät", "ismus")
"""How German common nouns end, and names hardly ever."""
