"""Ruling: the rule sets of a project: read, added, switched off and removed. Each is a document of the table ``rules``."""

import json
from collections.abc import Sequence

from annotations.project import Project
from annotations.store.content import RULES
from annotations.store.schema import rules_number
from annotations.suggest.rules import OF_HAND, Row, RuleSet, checked_row


def rule_sets(project: Project) -> list[RuleSet]:
    """The rule sets of a project by name; what cannot be read of them is left out."""
    found = []
    for number in project.documents(RULES):
        row = project.document(RULES, number)
        if row is not None and isinstance(row.get("name"), str) and isinstance(row.get("rules"), list):
            rows = tuple(rule for rule in row["rules"] if isinstance(rule, dict))
            found.append(RuleSet(row["name"], rows, row.get("off") is True))
    return sorted(found)


def rule_set(project: Project, name: str) -> RuleSet | None:
    return next((one for one in rule_sets(project) if one.name == name), None)


def keep_rules(project: Project, rules: RuleSet) -> None:
    """Store a rule set in place of the one of its name, durably. Raises ProjectError."""
    row = {"name": rules.name, "off": rules.off, "rules": [dict(row) for row in rules.rows]}
    project.put(RULES, rules_number(rules.name), row)


def remove_rules(project: Project, name: str) -> None:
    """Take a rule set out. Raises ProjectError."""
    project.put(RULES, rules_number(name), None)


def with_rows(rules: RuleSet, rows: Sequence[Row]) -> RuleSet:
    """The set with more rows, each once."""
    each = {json.dumps(row, sort_keys=True): row for row in (*rules.rows, *rows)}
    return rules._replace(rows=tuple(each.values()))


def make_rule(project: Project, label: str, surface: str) -> RuleSet:
    """Make a rule of a correction: this text has this label. Returns the set it is in now. Raises ProjectError, RuleError."""
    there = rule_set(project, OF_HAND) or RuleSet(OF_HAND, ())
    kept = tuple(row for row in there.rows if row.get("pattern") != surface)
    made = RuleSet(OF_HAND, (*kept, checked_row({"label": label, "pattern": surface})))
    keep_rules(project, made)
    return made
