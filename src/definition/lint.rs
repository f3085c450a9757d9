//! Remarks on a definition that works: what can never happen, what is missing for people, what is out of date.

use super::{
    Definition, Diagnostic, DiagnosticCode as Code, Field, FieldIx, FieldType, FillPolicy, Rule, Section, Source, Text,
    When,
    parse::placeholders,
    registry::ValueKind,
    worlds::{ALL_STEPS, Condition, World, Worlds, conditions},
};
use crate::{
    detect::{self, Clues},
    rules::Expr,
    text::date::{Day, PartialDate},
    validate::Data,
};
use std::{cell::Cell, cmp::Ordering, rc::Rc};

/// Remarks on a definition, as things stand on a day, in the order of the document. None of them is an error.
pub fn lint(def: &Definition, today: Day) -> Vec<Diagnostic> {
    let nothing = Data::empty(def, today);
    let worlds = Worlds { def, nothing: &nothing, left: Cell::new(ALL_STEPS) };
    let mut l = Linter { def, today, worlds, out: Vec::new() };
    l.definition();
    l.steps();
    l.rules();
    l.unused();
    l.out
}

struct Linter<'d> {
    def: &'d Definition,
    today: Day,
    /// What can be true.
    worlds: Worlds<'d>,
    out: Vec<Diagnostic>,
}

fn join(pointer: &str, parts: &[&str]) -> String {
    let mut out = pointer.to_owned();
    for part in parts {
        crate::json::push_token(&mut out, part);
    }
    out
}

impl Linter<'_> {
    fn say(&mut self, code: Code, pointer: &str, params: &[(&'static str, &str)]) {
        let mut d = Diagnostic::new(code, code.severity(), pointer);
        d.params.extend(params.iter().map(|(n, v)| (*n, Rc::from(*v))));
        self.out.push(d);
    }

    /// English, markup, Unicode form of a text.
    fn text(&mut self, text: &Text, pointer: &str, key: &str) {
        let here = join(pointer, &[key]);
        if !text.other.iter().any(|(l, _)| &**l == "en") {
            self.say(Code::MissingTranslation, &here, &[("key", key)]);
        }
        let all = [("vi", &text.vi)].into_iter().chain(text.other.iter().map(|(l, t)| (&**l, t)));
        for (language, text) in all {
            let at = join(&here, &[language]);
            let mut tags = text.match_indices('<').map(|(i, _)| text[i + 1..].chars().next());
            if tags.any(|c| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')) {
                self.say(Code::TextMarkup, &at, &[]);
            }
            if crate::text::nfc(text) != **text {
                self.say(Code::TextForm, &at, &[]);
            }
        }
    }

    fn maybe_text(&mut self, text: &Option<Text>, pointer: &str, key: &str) {
        if let Some(text) = text {
            self.text(text, pointer, key);
        }
    }

    fn in_force(&self, from: Option<PartialDate>, to: Option<PartialDate>) -> (bool, bool) {
        let today = PartialDate::from(self.today);
        let over = to.is_some_and(|to| to.compare(today) == Some(Ordering::Less));
        let not_yet = from.is_some_and(|from| from.compare(today) == Some(Ordering::Greater));
        (over, not_yet)
    }

    fn definition(&mut self) {
        let def = self.def;
        for (text, key) in [
            (&def.title, "title"),
            (&def.form_name, "formName"),
            (&def.form_number, "formNumber"),
            (&def.agency, "agency"),
            (&def.fee, "fee"),
            (&def.time_limit, "timeLimit"),
        ] {
            self.text(text, "", key);
        }
        match self.in_force(Some(def.effective_from), def.effective_to) {
            (true, _) => {
                let to = def.effective_to.map(|d| d.to_string()).unwrap_or_default();
                self.say(Code::NotInForce, "/effectiveTo", &[("to", &to)]);
            }
            (_, true) => {
                let from = def.effective_from.to_string();
                self.say(Code::NotInForce, "/effectiveFrom", &[("from", &from)]);
            }
            _ => {}
        }
        for (i, note) in def.notes.iter().enumerate() {
            self.text(note, "/notes", &i.to_string());
        }
        for (i, note) in def.footnotes.iter().enumerate() {
            self.text(note, "/footnotes", &i.to_string());
        }
        if def.law.is_empty() {
            self.say(Code::MissingLaw, "", &[]);
        }
        for (i, law) in def.law.iter().enumerate() {
            let here = join("/law", &[&i.to_string()]);
            self.text(&law.cite, &here, "cite");
            self.maybe_text(&law.says, &here, "says");
            if !law.verified {
                self.say(Code::Unverified, &here, &[]);
            }
        }
        for (i, paper) in def.papers.iter().enumerate() {
            let here = join("/papers", &[&i.to_string()]);
            self.text(&paper.name, &here, "name");
            self.maybe_text(&paper.note, &here, "note");
            self.maybe_text(&paper.replaced_by, &here, "replacedBy");
            self.law_of(&paper.law, &here);
            if let Some(when) = &paper.when {
                self.condition(&[], (when, false), &join(&here, &["when"]));
            }
        }
        for (i, role) in def.roles.iter().enumerate() {
            let here = join("/roles", &[&i.to_string()]);
            self.text(&role.name, &here, "name");
            self.maybe_text(&role.help, &here, "help");
        }
    }

    /// Whether a legal basis is there, and in force on the day.
    fn law_of(&mut self, ids: &[Rc<str>], pointer: &str) {
        if ids.is_empty() {
            self.say(Code::MissingLaw, pointer, &[]);
        }
        for (i, law) in ids.iter().enumerate().filter_map(|(i, id)| Some((i, self.def.law(id)?))) {
            let here = join(pointer, &["law", &i.to_string()]);
            let text = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
            match self.in_force(law.from, law.to) {
                (true, _) => {
                    self.say(Code::ExpiredLaw, &here, &[("law", &law.id), ("to", &text(law.to))]);
                }
                (_, true) => {
                    self.say(Code::FutureLaw, &here, &[("law", &law.id), ("from", &text(law.from))]);
                }
                _ => {}
            }
        }
    }

    /// Whether conditions can be true together.
    fn can_be(&self, all: &[Condition<'_>]) -> bool {
        self.worlds.some(all, &|world| all.iter().all(|c| world.outcomes(*c).yes))
    }

    /// Whether a condition is true whatever the answers are.
    fn always(&self, condition: Condition<'_>) -> bool {
        !self.worlds.some(&[condition], &|world| !world.outcomes(condition).only_yes())
    }

    /// Patterns that nothing matches.
    fn patterns(&mut self, condition: Condition<'_>, pointer: &str) {
        for pattern in self.worlds.unmatched(condition) {
            self.say(Code::PatternNever, pointer, &[("pattern", &pattern)]);
        }
    }

    /// A condition under which something is there. `before`: those that hold where it is asked.
    fn condition(&mut self, before: &[Condition<'_>], condition: Condition<'_>, pointer: &str) {
        self.patterns(condition, pointer);
        let all: Vec<Condition<'_>> = before.iter().copied().chain([condition]).collect();
        if !self.can_be(&all) {
            self.say(Code::Unreachable, pointer, &[("expression", condition.0.source())]);
        } else if self.always(condition) {
            self.say(Code::AlwaysTrue, pointer, &[("expression", condition.0.source())]);
        }
    }

    fn steps(&mut self) {
        let def = self.def;
        for (i, step) in def.steps.iter().enumerate() {
            let here = join("/steps", &[&i.to_string()]);
            self.text(&step.title, &here, "title");
            for (j, section) in step.sections.iter().enumerate() {
                let here = join(&here, &["sections", &j.to_string()]);
                self.text(&section.title, &here, "title");
                self.maybe_text(&section.help, &here, "help");
                if let Some(show) = &section.show {
                    self.condition(&[], (show, false), &join(&here, &["show"]));
                }
                let around = [&*step.title.vi, &*section.title.vi];
                for (k, ix) in section.fields.iter().enumerate() {
                    let here = join(&here, &["fields", &k.to_string()]);
                    self.field(*ix, section, &around, &here);
                    self.columns(*ix, section, &around, &here);
                }
            }
        }
    }

    /// The columns of a group, and those of groups among them.
    fn columns(&mut self, group: FieldIx, section: &Section, around: &[&str], pointer: &str) {
        let def = self.def;
        let around = [around, &[&*def.fields[group.0 as usize].label.vi]].concat();
        for (m, column) in def.columns(group).enumerate() {
            let here = join(pointer, &["fields", &m.to_string()]);
            self.field(column, section, &around, &here);
            self.columns(column, section, &around, &here);
        }
    }

    fn field(&mut self, ix: FieldIx, section: &Section, around: &[&str], pointer: &str) {
        let def = self.def;
        let field = &def.fields[ix.0 as usize];
        self.text(&field.label, pointer, "label");
        self.maybe_text(&field.help, pointer, "help");
        self.maybe_text(&field.source, pointer, "source");
        self.maybe_text(&field.row_name, pointer, "rowName");
        // The texts of a built-in list are not the author's.
        if field.options.len() < 50 && field.kind == FieldType::Choice {
            for (i, option) in field.options.iter().enumerate() {
                self.text(&option.label, &join(pointer, &["options", &i.to_string()]), "label");
            }
        }
        let helper = field.r#box.is_none() || matches!(field.kind, FieldType::Note);
        if !helper {
            self.law_of(&field.law, pointer);
        }
        if field.kind.info().value != ValueKind::Nothing && field.help.is_none() {
            self.say(Code::MissingHelp, pointer, &[]);
        }
        if !field.verified {
            self.say(Code::Unverified, pointer, &[]);
        }
        self.conditions_of(ix, field, pointer);
        if let Some(source) = self.could_fill(ix, field, section, around) {
            self.say(Code::CouldFill, pointer, &[("suggestion", &source)]);
        }
    }

    /// Whether a field can be shown, must be answered, can be answered.
    fn conditions_of(&mut self, ix: FieldIx, field: &Field, pointer: &str) {
        let def = self.def;
        let row = field.group.is_some();
        // What stands around it may never be shown by itself: that is said there.
        let mut outside = conditions(def, field.group.unwrap_or(ix)).unwrap_or_default();
        if !row && matches!(field.show, When::If(_)) {
            outside.pop();
        }
        let outside_shows = self.can_be(&outside) && field.group.is_none_or(|g| conditions(def, g).is_some());
        match &field.show {
            When::Never => self.say(Code::Unreachable, &join(pointer, &["show"]), &[("expression", "false")]),
            When::If(expr) if outside_shows => self.condition(&outside, (expr, row), &join(pointer, &["show"])),
            _ => {}
        }
        let shown = conditions(def, ix).filter(|all| self.can_be(all));
        let Some(shown) = shown else {
            if outside_shows && field.required != When::Never {
                self.say(Code::RequiredHidden, &join(pointer, &["required"]), &[]);
            }
            return;
        };
        for (when, key) in [(&field.required, "required"), (&field.lock, "lock")] {
            let When::If(expr) = when else { continue };
            let here = join(pointer, &[key]);
            let condition = (expr, row);
            self.patterns(condition, &here);
            let with: Vec<Condition<'_>> = shown.iter().copied().chain([condition]).collect();
            if !self.can_be(&with) {
                self.say(Code::NeverTrue, &here, &[("expression", expr.source()), ("key", key)]);
            } else if self.always(condition) {
                self.say(Code::AlwaysTrue, &here, &[("expression", expr.source())]);
            }
        }
        if let Some(expr) = &field.compute {
            self.patterns((expr, row), &join(pointer, &["compute"]));
        }
        let locked = match &field.lock {
            When::Never => false,
            When::Always => true,
            When::If(expr) => self.always((expr, row)),
        };
        let filled = field.fill.as_ref().is_some_and(|f| f.policy != FillPolicy::Never);
        let set =
            || def.rules.iter().filter_map(|r| r.fix.as_ref()).any(|f| f.set.iter().any(|(id, _)| *id == field.id));
        let holds = !matches!(field.kind.info().value, ValueKind::Nothing) && field.kind != FieldType::Group;
        if locked && holds && !filled && field.compute.is_none() && field.default.is_none() && !set() {
            self.say(Code::LockedEmpty, &join(pointer, &["lock"]), &[]);
        }
    }

    /// A source for a field that has none: what its words say that it is, of the person that its id, its group, its words or
    /// the boxes around it name.
    fn could_fill(&self, ix: FieldIx, field: &Field, section: &Section, around: &[&str]) -> Option<String> {
        let def = self.def;
        if field.fill.is_some() || field.compute.is_some() || field.default.is_some() || field.lock != When::Never {
            return None;
        }
        // Who is meant in the boxes beside it: in a group, in its columns.
        let beside: Vec<FieldIx> = match field.group {
            Some(group) => def.columns(group).collect(),
            None => section.fields.clone(),
        };
        let others = || beside.iter().filter(|b| **b != ix).map(|b| &def.fields[b.0 as usize]);
        let labels: Vec<&str> = beside.iter().map(|b| &*def.fields[b.0 as usize].label.vi).collect();
        let near = detect::near(&labels, beside.iter().position(|b| *b == ix).unwrap_or(0));
        let clues = Clues { label: &field.label.vi, name: field.local_id(), around, beside: &near };
        let meaning = detect::meaning(&clues, field.kind);
        let fills = others().filter_map(|f| f.fill.as_ref());
        let sources: Vec<(&str, &str)> = fills
            .flat_map(|f| &f.from)
            .filter_map(|s| match s {
                Source::Attribute { role, attribute } => Some((&**role, &**attribute)),
                Source::Relation { .. } => None,
            })
            .collect();
        let by_id = field.id.split_once('.').filter(|_| field.group.is_none());
        let by_id = by_id.and_then(|(first, rest)| Some((def.role(first)?, rest)));
        let attribute = meaning.map(|m| m.attribute).or_else(|| named_attribute(field.kind, by_id?.1))?;
        let called = meaning.map_or("", |m| m.role.id);
        let role = match (by_id, field.group) {
            (Some((role, _)), _) => role,
            // The rows are about several people, or about one that only the other columns know.
            (None, Some(_)) => def.role(sources.first()?.0)?,
            (None, None) => def.role(called)?,
        };
        // The first of the lexicon is meant also where nobody is named.
        let named = meaning.is_some() && called != detect::lexicon::ROLES[0].id;
        // Words that name somebody else than the id does.
        if named && *role.id != *called && field.group.is_none() {
            return None;
        }
        let beside = sources.iter().any(|(of, _)| **of == *role.id);
        let sure = named || by_id.is_some() || beside || def.roles.len() == 1;
        let taken = sources.iter().any(|source| *source == (&*role.id, attribute));
        (sure && !taken).then(|| [&*role.id, ".", attribute].concat())
    }

    fn rules(&mut self) {
        let def = self.def;
        for (i, rule) in def.rules.iter().enumerate() {
            let here = join("/rules", &[&i.to_string()]);
            self.text(&rule.message, &here, "message");
            self.law_of(&rule.law, &here);
            self.rule(rule, &here);
            for (name, _) in &rule.params {
                let used = |t: &str| placeholders(t).any(|p| p == &**name);
                let in_label = rule.fix.as_ref().is_some_and(|f| used(&f.label.vi));
                if !used(&rule.message.vi) && !rule.message.other.iter().any(|(_, t)| used(t)) && !in_label {
                    self.say(Code::UnusedParam, &join(&here, &["params", name]), &[("name", name)]);
                }
            }
            if let Some(fix) = &rule.fix {
                self.text(&fix.label, &join(&here, &["fix"]), "label");
            }
        }
    }

    /// Whether a rule can fire, and whether its check can hold.
    fn rule(&mut self, rule: &Rule, pointer: &str) {
        let def = self.def;
        let row = rule.each.is_some();
        let at = |key: &str| join(pointer, &[key]);
        let when = rule.when.as_ref().map(|w| (w, row));
        let check = (&rule.check, row);
        let params = rule.params.iter().map(|(name, e)| (e, join(pointer, &["params", name])));
        let fixes = rule.fix.iter().flat_map(|f| &f.set).map(|(id, e)| (e, join(pointer, &["fix", "set", id])));
        let exprs = rule.when.iter().map(|e| (e, at("when"))).chain([(&rule.check, at("check"))]).chain(params);
        for (expr, here) in exprs.chain(fixes).collect::<Vec<_>>() {
            self.patterns((expr, row), &here);
        }
        if let Some(when) = when {
            if !self.can_be(&[when]) {
                return self.say(Code::RuleNever, &at("when"), &[("expression", when.0.source())]);
            }
            if self.always(when) {
                self.say(Code::AlwaysTrue, &at("when"), &[("expression", when.0.source())]);
            }
        }
        // Nothing can be said at a note or at a place for a signature: no box is there.
        let box_at = |(ix, field): (FieldIx, &Field)| {
            (!matches!(field.kind, FieldType::Note | FieldType::Signature)).then_some(ix)
        };
        let places: Vec<FieldIx> = rule.fields.iter().filter_map(|id| def.field(id)).filter_map(box_at).collect();
        let shown_by = places.iter().filter_map(|ix| conditions(def, *ix)).flatten();
        let about: Vec<Condition<'_>> = when.into_iter().chain([check]).chain(shown_by).collect();
        let shown = |world: &World<'_>| places.iter().any(|ix| world.may_show(*ix));
        let applies = |world: &World<'_>| when.is_none_or(|w| world.outcomes(w).yes);
        let expression = [("expression", &**rule.check.source())];
        if !self.worlds.some(&about, &|world| applies(world) && world.outcomes(check).no) {
            return self.say(Code::RuleNever, &at("check"), &expression);
        }
        if !self.worlds.some(&about, &|world| applies(world) && world.outcomes(check).no && shown(world)) {
            return self.say(Code::RuleNever, &at("fields"), &expression);
        }
        // That something must not be at all is written as a condition and a check that is `false`.
        let forbids = rule.check.is_constant() && when.is_some_and(|w| !self.always(w));
        let holds = |world: &World<'_>| applies(world) && shown(world) && world.outcomes(check).yes;
        if !forbids && !self.worlds.some(&about, &holds) {
            self.say(Code::RuleAlways, &at("check"), &expression);
        }
    }

    fn unused(&mut self) {
        let def = self.def;
        let mut named: Vec<&Rc<str>> = def.fields.iter().flat_map(|f| &f.law).collect();
        named.extend(def.rules.iter().flat_map(|r| &r.law));
        named.extend(def.papers.iter().flat_map(|p| &p.law));
        for (i, law) in def.law.iter().enumerate().filter(|(_, l)| !named.contains(&&l.id)) {
            self.say(Code::UnusedLaw, &join("/law", &[&i.to_string()]), &[("value", &law.id)]);
        }
        let sources = def.fields.iter().filter_map(|f| f.fill.as_ref()).flat_map(|f| &f.from);
        let mut roles: Vec<&Rc<str>> = Vec::new();
        for source in sources {
            match source {
                Source::Attribute { role, .. } => roles.push(role),
                Source::Relation { of, to } => roles.extend([of, to]),
            }
        }
        roles.extend(def.roles.iter().flat_map(|r| r.is.iter().map(|(_, to)| to)));
        let in_rules = |id: &str| {
            let quoted = ["\"", id, "\""].concat();
            let single = ["'", id, "'"].concat();
            let says = |e: &Expr| e.uses_casting() && (e.source().contains(&quoted) || e.source().contains(&single));
            def.rules.iter().any(|r| says(&r.check) || r.when.as_ref().is_some_and(says))
        };
        for (i, role) in def.roles.iter().enumerate().filter(|(_, r)| !roles.contains(&&r.id) && !in_rules(&r.id)) {
            self.say(Code::UnusedRole, &join("/roles", &[&i.to_string()]), &[("value", &role.id)]);
        }
    }
}

/// The attribute that the rest of an id after a role says: `mother.birthDate`.
fn named_attribute(kind: FieldType, rest: &str) -> Option<&'static str> {
    Some(match (kind, rest) {
        (FieldType::PersonName, "name") => "person.name",
        (FieldType::Date, "birthDate") => "person.birth.date",
        (FieldType::Sex, _) => "person.sex",
        (FieldType::CitizenId, _) => "person.id.number",
        (FieldType::IdentityDocument, _) => "person.id.document",
        (FieldType::Address, "residence" | "address") => "person.address.residence",
        (FieldType::Phone, _) => "person.phone",
        (FieldType::Email, _) => "person.email",
        (FieldType::Choice, "nationality") => "person.nationality",
        (FieldType::Choice, "ethnicity") => "person.ethnicity",
        (FieldType::Text, "hometown") => "person.hometown",
        _ => return None,
    })
}
