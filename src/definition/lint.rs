//! Remarks on a definition that works: what can never happen, what is missing for people, what is out of date.

use super::{
    Definition, Diagnostic, DiagnosticCode as Code, Field, FieldIx, FieldType, Severity, Source, Text, When,
    parse::placeholders, registry::ValueKind,
};
use crate::{
    prefill::vocabulary,
    rules::Expr,
    text::date::{Day, PartialDate},
    validate::Data,
};
use std::{cmp::Ordering, rc::Rc};

/// Remarks on a definition, as things stand on a day, in the order of the document. None of them is an error.
pub fn lint(def: &Definition, today: Day) -> Vec<Diagnostic> {
    let mut l = Linter { def, today, nothing: Data::empty(def, today), out: Vec::new() };
    l.definition();
    l.steps();
    l.rules();
    l.unused();
    l.out
}

struct Linter<'d> {
    def: &'d Definition,
    today: Day,
    /// No answers: what comes out of a constant expression.
    nothing: Data,
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
    fn say(&mut self, code: Code, severity: Severity, pointer: &str, params: &[(&'static str, &str)]) {
        let mut d = Diagnostic::new(code, severity, pointer);
        d.params.extend(params.iter().map(|(n, v)| (*n, Rc::from(*v))));
        self.out.push(d);
    }

    /// English, markup, Unicode form of a text.
    fn text(&mut self, text: &Text, pointer: &str, key: &str) {
        let here = join(pointer, &[key]);
        if !text.other.iter().any(|(l, _)| &**l == "en") {
            self.say(Code::MissingTranslation, Severity::Info, &here, &[("key", key)]);
        }
        let all = [("vi", &text.vi)].into_iter().chain(text.other.iter().map(|(l, t)| (&**l, t)));
        for (language, text) in all {
            let at = join(&here, &[language]);
            let mut tags = text.match_indices('<').map(|(i, _)| text[i + 1..].chars().next());
            if tags.any(|c| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')) {
                self.say(Code::TextMarkup, Severity::Warning, &at, &[]);
            }
            if crate::text::nfc(text) != **text {
                self.say(Code::TextForm, Severity::Warning, &at, &[]);
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
                self.say(Code::NotInForce, Severity::Warning, "/effectiveTo", &[("to", &to)]);
            }
            (_, true) => {
                let from = def.effective_from.to_string();
                self.say(Code::NotInForce, Severity::Warning, "/effectiveFrom", &[("from", &from)]);
            }
            _ => {}
        }
        for (i, note) in def.notes.iter().enumerate() {
            self.text(note, "/notes", &i.to_string());
        }
        for (i, law) in def.law.iter().enumerate() {
            let here = join("/law", &[&i.to_string()]);
            self.text(&law.cite, &here, "cite");
            self.maybe_text(&law.says, &here, "says");
            if !law.verified {
                self.say(Code::Unverified, Severity::Info, &here, &[]);
            }
        }
        for (i, paper) in def.papers.iter().enumerate() {
            let here = join("/papers", &[&i.to_string()]);
            self.text(&paper.name, &here, "name");
            self.maybe_text(&paper.note, &here, "note");
            self.maybe_text(&paper.replaced_by, &here, "replacedBy");
            self.law_of(&paper.law, &here);
            if let Some(when) = &paper.when {
                self.condition(when, &join(&here, &["when"]));
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
            self.say(Code::MissingLaw, Severity::Warning, pointer, &[]);
        }
        for (i, law) in ids.iter().enumerate().filter_map(|(i, id)| Some((i, self.def.law(id)?))) {
            let here = join(pointer, &["law", &i.to_string()]);
            let text = |date: Option<PartialDate>| date.map(|d| d.to_string()).unwrap_or_default();
            match self.in_force(law.from, law.to) {
                (true, _) => {
                    self.say(Code::ExpiredLaw, Severity::Warning, &here, &[("law", &law.id), ("to", &text(law.to))]);
                }
                (_, true) => {
                    self.say(Code::FutureLaw, Severity::Warning, &here, &[("law", &law.id), ("from", &text(law.from))]);
                }
                _ => {}
            }
        }
    }

    /// What a constant expression comes out as; `None` when it is not constant.
    fn constant(&self, expr: &Expr) -> Option<Option<bool>> {
        expr.is_constant().then(|| expr.holds(self.def, &self.nothing, None).ok().flatten())
    }

    /// A condition under which something is there.
    fn condition(&mut self, expr: &Expr, pointer: &str) {
        match self.constant(expr) {
            Some(Some(true)) => self.say(Code::AlwaysTrue, Severity::Warning, pointer, &[]),
            Some(_) => self.say(Code::Unreachable, Severity::Warning, pointer, &[]),
            None => {}
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
                    self.condition(show, &join(&here, &["show"]));
                }
                for (k, ix) in section.fields.iter().enumerate() {
                    let here = join(&here, &["fields", &k.to_string()]);
                    self.field(*ix, &here);
                    for (m, column) in def.columns(*ix).enumerate() {
                        self.field(column, &join(&here, &["fields", &m.to_string()]));
                    }
                }
            }
        }
    }

    fn field(&mut self, ix: FieldIx, pointer: &str) {
        let field = &self.def.fields[ix.0 as usize];
        self.text(&field.label, pointer, "label");
        self.maybe_text(&field.help, pointer, "help");
        self.maybe_text(&field.source, pointer, "source");
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
            self.say(Code::MissingHelp, Severity::Info, pointer, &[]);
        }
        if !field.verified {
            self.say(Code::Unverified, Severity::Info, pointer, &[]);
        }
        match &field.show {
            When::Never => self.say(Code::Unreachable, Severity::Warning, &join(pointer, &["show"]), &[]),
            When::If(expr) => self.condition(expr, &join(pointer, &["show"])),
            When::Always => {}
        }
        if let When::If(expr) = &field.required
            && self.constant(expr).is_some()
        {
            self.say(Code::AlwaysTrue, Severity::Warning, &join(pointer, &["required"]), &[]);
        }
        if field.fill.is_none()
            && field.compute.is_none()
            && let Some(source) = self.could_fill(field)
        {
            self.say(Code::CouldFill, Severity::Info, pointer, &[("suggestion", &source)]);
        }
    }

    /// A source that the field's id and type point to: `mother.birthDate` is the birth date of the role `mother`.
    fn could_fill(&self, field: &Field) -> Option<String> {
        let (role, rest) = field.id.split_once('.')?;
        let role = self.def.role(role)?;
        let attribute = match (field.kind, rest) {
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
        };
        vocabulary::attribute(attribute)?;
        Some([&*role.id, ".", attribute].concat())
    }

    fn rules(&mut self) {
        let def = self.def;
        for (i, rule) in def.rules.iter().enumerate() {
            let here = join("/rules", &[&i.to_string()]);
            self.text(&rule.message, &here, "message");
            self.law_of(&rule.law, &here);
            let check = self.constant(&rule.check);
            let when = rule.when.as_ref().map(|w| self.constant(w));
            if let (Some(expr), Some(Some(result))) = (&rule.when, when)
                && result == Some(true)
            {
                self.condition(expr, &join(&here, &["when"]));
            }
            match check {
                Some(Some(false)) if when.is_none_or(|w| w == Some(Some(true))) => {
                    self.say(Code::RuleAlways, Severity::Warning, &join(&here, &["check"]), &[]);
                }
                // True, or missing: says nothing.
                Some(result) if result != Some(false) => {
                    self.say(Code::RuleNever, Severity::Warning, &join(&here, &["check"]), &[]);
                }
                _ if when.is_some_and(|w| w.is_some_and(|r| r != Some(true))) => {
                    self.say(Code::RuleNever, Severity::Warning, &join(&here, &["when"]), &[]);
                }
                _ => {}
            }
            for (name, _) in &rule.params {
                let used = |t: &str| placeholders(t).any(|p| p == &**name);
                let in_label = rule.fix.as_ref().is_some_and(|f| used(&f.label.vi));
                if !used(&rule.message.vi) && !rule.message.other.iter().any(|(_, t)| used(t)) && !in_label {
                    self.say(Code::UnusedParam, Severity::Warning, &join(&here, &["params", name]), &[("name", name)]);
                }
            }
            if let Some(fix) = &rule.fix {
                self.text(&fix.label, &join(&here, &["fix"]), "label");
            }
        }
    }

    fn unused(&mut self) {
        let def = self.def;
        let mut named: Vec<&Rc<str>> = def.fields.iter().flat_map(|f| &f.law).collect();
        named.extend(def.rules.iter().flat_map(|r| &r.law));
        named.extend(def.papers.iter().flat_map(|p| &p.law));
        for (i, law) in def.law.iter().enumerate().filter(|(_, l)| !named.contains(&&l.id)) {
            self.say(Code::UnusedLaw, Severity::Info, &join("/law", &[&i.to_string()]), &[("value", &law.id)]);
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
            self.say(Code::UnusedRole, Severity::Info, &join("/roles", &[&i.to_string()]), &[("value", &role.id)]);
        }
    }
}
