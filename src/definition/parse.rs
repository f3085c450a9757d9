//! From text to [`Definition`]: everything that is wrong is said, with its place; nothing that is wrong gets through.

use super::{
    Choice, Definition, Diagnostic, DiagnosticCode as Code, Field, FieldIx, FieldType, Fill, FillPolicy, Law, List,
    Paper, Plan, Relation, Role, Rule, RuleFix, Section, Severity, Source, Step, Text, When,
    answer::value_from_json,
    nearest,
    registry::{FIELD_TYPES, KEYS, Object, Shape},
};
use crate::{
    identity::{self, Sex},
    json::{Json, MAX_SAFE_INTEGER, push_token},
    prefill::vocabulary,
    relation::RELATIONS,
    rules::{
        Expr, Scope, ast,
        types::{self, Type},
    },
    text::date::{PartialDate, Precision},
    validate::{attachment::FILE_KINDS, problems},
    value::Value,
};
use std::rc::Rc;

/// Version of the format that this code reads.
pub const VERSION: i64 = 1;
/// Most fields of a definition.
pub const MAX_FIELDS: usize = 5_000;
/// Oldest source that a box can accept, in years.
const MAX_YEARS: i64 = 150;
/// Most options of a choice.
pub const MAX_OPTIONS: usize = 5_000;
/// Most rules of a definition.
pub const MAX_RULES: usize = 1_000;
/// Most of anything else in a list: law, papers, roles, steps, sections, parameters.
pub const MAX_OTHERS: usize = 500;
/// Remarks after which the rest is not looked for.
pub const MAX_DIAGNOSTICS: usize = 100;

/// Reads a definition.
///
/// # Errors
/// Everything that is wrong with it, in the order of the document as far as possible, at most [`MAX_DIAGNOSTICS`] and one
/// more that says so. All of severity error: remarks on a definition that works are the linter's.
pub fn parse(text: &str) -> Result<Definition, Vec<Diagnostic>> {
    let json = Json::parse(text).map_err(|e| vec![Diagnostic::json(&e)])?;
    parse_json(&json)
}

/// As [`parse`], for a document that has been read already.
///
/// # Errors
/// As [`parse`].
pub fn parse_json(json: &Json) -> Result<Definition, Vec<Diagnostic>> {
    let mut p = Parser { out: Vec::new(), pointers: Vec::new(), raw: Vec::new() };
    let definition = p.definition(json);
    match definition {
        Some(definition) if p.out.is_empty() => Ok(definition),
        _ => Err(p.out),
    }
}

/// Whether this is a dotted id of camelCase segments that mean nothing else to CEL or JavaScript.
pub(super) fn is_field_id(id: &str, dotted: bool) -> bool {
    let segment = |s: &str| {
        let mut bytes = s.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_alphanumeric())
            && s.len() <= 40
            && !ast::RESERVED.contains(&s)
            && !crate::json::FORBIDDEN_KEYS.contains(&s)
    };
    id.len() <= 120
        && (dotted || !id.contains('.'))
        && id.split('.').all(segment)
        && id.split('.').next() != Some("row")
}

/// Whether this is an id that only names: of a law entry, a paper, a step, a rule, an option.
pub(super) fn is_plain_id(id: &str) -> bool {
    id.len() <= 64
        && id.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// A character that a text for people has no use for, and that can make it look like something else (Unicode TR 36).
pub(super) fn is_bad(c: char) -> bool {
    c != '\n' && (crate::text::is_invisible(c) || c.is_control())
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
}

fn at(pointer: &str, token: &str) -> String {
    let mut out = pointer.to_owned();
    push_token(&mut out, token);
    out
}

fn nth(pointer: &str, index: usize) -> String {
    let mut out = pointer.to_owned();
    out.push('/');
    out.push_str(&index.to_string());
    out
}

/// Whether half a line is enough for a box. A text that is computed can be long.
fn is_short(kind: FieldType, computed: bool) -> bool {
    use FieldType as T;
    match kind {
        T::Text => !computed,
        T::Integer | T::Number | T::Money | T::Date | T::YesNo | T::Sex | T::Choice | T::PersonName => true,
        T::CitizenId | T::Phone | T::Email | T::Identifier => true,
        T::Multiline | T::DateTime | T::Choices | T::IdentityDocument | T::Address | T::Agency => false,
        T::Declaration | T::Signature | T::Note | T::Group | T::Attachment => false,
    }
}

struct Parser<'j> {
    out: Vec<Diagnostic>,
    /// Pointer of each field.
    pointers: Vec<String>,
    /// The JSON of each field, for the expressions, which need all the ids first.
    raw: Vec<&'j Json>,
}

impl<'j> Parser<'j> {
    fn say(&mut self, d: Diagnostic) {
        match self.out.len() {
            n if n < MAX_DIAGNOSTICS => self.out.push(d),
            MAX_DIAGNOSTICS => self.out.push(Diagnostic::new(Code::TooManyDiagnostics, Severity::Error, "")),
            _ => {}
        }
    }

    fn error(&mut self, code: Code, pointer: &str, params: &[(&'static str, &str)]) {
        let mut d = Diagnostic::new(code, Severity::Error, pointer);
        d.params.extend(params.iter().map(|(n, v)| (*n, Rc::from(short(v)))));
        self.say(d);
    }

    /// An error about a word that is none of `known`.
    fn unknown<'k>(
        &mut self,
        code: Code,
        pointer: &str,
        name: &'static str,
        value: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        if self.out.len() <= MAX_DIAGNOSTICS {
            let near = nearest(value, known);
            self.say(Diagnostic::new(code, Severity::Error, pointer).with(name, short(value)).suggest(near));
        }
    }

    fn full(&self) -> bool {
        self.out.len() > MAX_DIAGNOSTICS
    }

    /// Looks at the keys of an object: unknown and missing ones, and the kind of JSON value behind each.
    fn object(&mut self, json: &Json, pointer: &str, object: Object) -> bool {
        let Json::Object(entries) = json else {
            self.error(Code::WrongType, pointer, &[("expected", "object")]);
            return false;
        };
        let keys = || KEYS.iter().filter(move |k| k.object == object);
        for (name, value) in entries {
            let here = at(pointer, name);
            match keys().find(|k| k.name == &**name) {
                None => self.unknown(Code::UnknownKey, &here, "key", name, keys().map(|k| k.name)),
                Some(key) => self.shape(value, &here, key.shape),
            }
        }
        for key in keys().filter(|k| k.required && json.get(k.name).is_none()) {
            self.error(Code::MissingKey, pointer, &[("key", key.name)]);
        }
        true
    }

    fn shape(&mut self, json: &Json, pointer: &str, shape: Shape) {
        let fits = match shape {
            Shape::Text => {
                self.text(json, pointer);
                return;
            }
            Shape::Texts => matches!(json, Json::Array(_)),
            Shape::String | Shape::Expr => matches!(json, Json::Text(_)),
            Shape::Strings => match json {
                Json::Array(items) => {
                    for (i, _) in items.iter().enumerate().filter(|(_, i)| i.as_text().is_none()) {
                        self.error(Code::WrongType, &nth(pointer, i), &[("expected", Shape::String.name())]);
                    }
                    true
                }
                _ => false,
            },
            Shape::Date | Shape::DateOrNull => match json {
                Json::Text(text) => {
                    // To the day: a form is in force from a day on.
                    if !text.parse::<PartialDate>().is_ok_and(|d| d.precision() == Precision::Day) {
                        self.error(Code::BadDate, pointer, &[("value", text)]);
                    }
                    true
                }
                Json::Null => shape == Shape::DateOrNull,
                _ => false,
            },
            Shape::Int => match json.as_int() {
                Some(n) if n.abs() > MAX_SAFE_INTEGER => {
                    self.error(Code::NumberRange, pointer, &[]);
                    true
                }
                n => n.is_some(),
            },
            Shape::Bool => matches!(json, Json::Bool(_)),
            Shape::When => matches!(json, Json::Bool(_) | Json::Text(_)),
            Shape::Fill => matches!(json, Json::Text(_) | Json::Object(_)),
            Shape::Any => true,
            Shape::Map | Shape::One(_) => matches!(json, Json::Object(_)),
            Shape::Many(_) => matches!(json, Json::Array(_)),
        };
        if !fits {
            self.error(Code::WrongType, pointer, &[("expected", shape.name())]);
        }
    }

    /// Elements of a list, at most so many of them.
    fn items(&mut self, json: &'j Json, key: &str, pointer: &str, limit: usize) -> &'j [Json] {
        let items = json.get(key).map_or(&[][..], Json::items);
        if items.len() > limit {
            let (limit_text, found) = (limit.to_string(), items.len().to_string());
            self.error(Code::TooMany, &at(pointer, key), &[("limit", &limit_text), ("found", &found)]);
        }
        &items[..items.len().min(limit)]
    }

    fn text(&mut self, json: &Json, pointer: &str) -> Text {
        match json {
            Json::Text(vi) => {
                self.plain_text(vi, pointer);
                Text { vi: vi.clone(), other: Vec::new() }
            }
            Json::Object(entries) => {
                let mut text = Text::default();
                for (language, value) in entries {
                    let here = at(pointer, language);
                    let Json::Text(value) = value else {
                        self.error(Code::WrongType, &here, &[("expected", Shape::String.name())]);
                        continue;
                    };
                    self.plain_text(value, &here);
                    // Two or three letters, as in BCP 47; nothing here needs regions.
                    if &**language == "vi" {
                        text.vi = value.clone();
                    } else if (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase()) {
                        text.other.push((language.clone(), value.clone()));
                    } else {
                        self.unknown(Code::UnknownKey, &here, "key", language, ["vi", "en"].into_iter());
                    }
                }
                if !entries.iter().any(|(l, _)| &**l == "vi") {
                    self.error(Code::MissingKey, pointer, &[("key", "vi")]);
                }
                text
            }
            _ => {
                self.error(Code::WrongType, pointer, &[("expected", Shape::Text.name())]);
                Text::default()
            }
        }
    }

    /// A list of texts of the document itself.
    fn texts(&mut self, json: &'j Json, key: &str) -> Vec<Text> {
        let items = self.items(json, key, "", MAX_OTHERS);
        let pointer = at("", key);
        items.iter().enumerate().map(|(i, n)| self.text(n, &nth(&pointer, i))).collect()
    }

    fn plain_text(&mut self, text: &str, pointer: &str) {
        if text.trim().is_empty() {
            self.error(Code::EmptyText, pointer, &[]);
        }
        if let Some((i, c)) = text.chars().enumerate().find(|(_, c)| is_bad(*c)) {
            let hex = u32::from(c);
            let digits: String =
                (0..6).rev().map(|i| char::from_digit(hex >> (4 * i) & 15, 16).unwrap_or('0')).collect();
            let name = "U+".to_owned() + digits.trim_start_matches('0').to_ascii_uppercase().as_str();
            self.error(Code::TextCharacter, pointer, &[("character", &name), ("at", &i.to_string())]);
        }
    }

    // The getters below read what `object` has looked at: what has the wrong shape was reported there.

    /// A text that is there; the remarks on it were made when its object was looked at.
    fn text_of(&mut self, json: &Json, key: &str) -> Text {
        self.optional_text(json, key).unwrap_or_default()
    }

    fn optional_text(&mut self, json: &Json, key: &str) -> Option<Text> {
        let before = self.out.len();
        let text = json.get(key).map(|t| self.text(t, ""));
        self.out.truncate(before);
        text
    }

    fn string(&mut self, json: &Json, key: &str, pointer: &str) -> Option<Rc<str>> {
        let text = json.get(key)?.as_text()?;
        self.plain_text(text, &at(pointer, key));
        Some(text.clone())
    }

    fn date(&self, json: &Json, key: &str) -> Option<PartialDate> {
        json.get(key)?.as_text()?.parse().ok()
    }

    fn flag(&self, json: &Json, key: &str) -> bool {
        json.get(key).and_then(Json::as_bool).unwrap_or(false)
    }

    fn word<T>(&mut self, json: &Json, key: &str, pointer: &str, words: &[(&'static str, T)]) -> Option<T>
    where
        T: Copy,
    {
        let text = json.get(key)?.as_text()?;
        let found = words.iter().find(|(w, _)| *w == &**text).map(|(_, v)| *v);
        if found.is_none() {
            self.unknown(Code::UnknownValue, &at(pointer, key), "value", text, words.iter().map(|(w, _)| *w));
        }
        found
    }

    /// Whether the facts were read in a source; they were unless the author says otherwise.
    fn evidence(&mut self, json: &Json, pointer: &str) -> bool {
        self.word(json, "evidence", pointer, &[("seen", true), ("memory", false)]).unwrap_or(true)
    }

    /// A plain id, unique among `seen`.
    fn id(&mut self, json: &Json, pointer: &str, grammar: fn(&str) -> bool, seen: &mut Vec<Rc<str>>) -> Rc<str> {
        let Some(id) = json.get("id").and_then(Json::as_text) else { return "".into() };
        let here = at(pointer, "id");
        if !grammar(id) {
            self.error(Code::BadId, &here, &[("value", id)]);
        } else if seen.contains(id) {
            self.error(Code::DuplicateId, &here, &[("value", id)]);
        } else {
            seen.push(id.clone());
        }
        id.clone()
    }

    fn strings(&self, json: &Json, key: &str) -> Vec<Rc<str>> {
        json.get(key).map_or(&[][..], Json::items).iter().filter_map(|i| i.as_text().cloned()).collect()
    }

    /// Names that must be among `known`.
    fn names(&mut self, json: &Json, key: &str, pointer: &str, code: Code, known: &[Rc<str>]) -> Vec<Rc<str>> {
        let names = self.strings(json, key);
        let here = at(pointer, key);
        for (i, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(name)) {
            self.unknown(code, &nth(&here, i), "value", name, known.iter().map(|k| &**k));
        }
        names
    }

    fn definition(&mut self, json: &'j Json) -> Option<Definition> {
        if !matches!(json, Json::Object(_)) {
            self.error(Code::WrongType, "", &[("expected", "object")]);
            return None;
        }
        // The version first: a newer format may have keys that would be called unknown here.
        match json.get("troly").and_then(Json::as_int) {
            Some(VERSION) => {}
            Some(n) if n > VERSION => {
                let (found, known) = (n.to_string(), VERSION.to_string());
                self.error(Code::NewerVersion, "/troly", &[("found", &found), ("known", &known)]);
                return None;
            }
            Some(_) => self.error(Code::BadVersion, "/troly", &[]),
            None => {}
        }
        self.object(json, "", Object::Definition);
        for key in ["id", "version"] {
            if let Some(text) = json.get(key).and_then(Json::as_text).filter(|t| !is_plain_id(t)) {
                self.error(Code::BadId, &at("", key), &[("value", text)]);
            }
        }
        let law = self.law(json);
        let law_ids: Vec<Rc<str>> = law.iter().map(|l| l.id.clone()).collect();
        let roles = self.roles(json);
        let (mut steps, mut fields, shows) = self.steps(json, &law_ids, &roles);
        let by_id = Plan::sorted(&fields);
        self.field_ids(&fields, &by_id);
        self.within(&mut fields, &by_id);
        // Expressions come last: they need every id.
        let mut exprs = Vec::new();
        let scope = Scope { fields: &fields, by_id: &by_id, roles: &roles, row: None };
        for (i, field) in fields.iter().enumerate() {
            if self.full() {
                return None;
            }
            exprs.push(self.field_exprs(i, field, Scope { row: field.group, ..scope }));
        }
        for (step, section, show) in shows {
            let pointer = ["/steps/", &step.to_string(), "/sections/", &section.to_string(), "/show"].concat();
            steps[step].sections[section].show = self.expr(show, &pointer, &scope, types::BOOL, None);
        }
        let papers = self.papers(json, &law_ids, &scope);
        let rules = self.rules(json, &law_ids, &scope);
        let (effective_from, effective_to) = (self.date(json, "effectiveFrom"), self.date(json, "effectiveTo"));
        self.ordered(effective_from, effective_to, "/effectiveTo");
        let notes = self.texts(json, "notes");
        let footnotes = self.texts(json, "footnotes");
        for (field, ([required, show, lock], compute)) in fields.iter_mut().zip(exprs) {
            (field.required, field.show, field.lock, field.compute) = (required, show, lock, compute);
        }
        if !self.out.is_empty() {
            return None;
        }
        let plan = match Plan::new(&fields, &steps, &rules, by_id) {
            Ok(plan) => plan,
            Err(cycle) => {
                let ids: Vec<&str> = cycle.iter().map(|ix| &*fields[ix.0 as usize].id).collect();
                let pointer = cycle.first().map_or(String::new(), |ix| self.pointers[ix.0 as usize].clone());
                self.error(Code::Cycle, &pointer, &[("fields", &ids.join(" → "))]);
                return None;
            }
        };
        Some(Definition {
            id: json.get("id")?.as_text()?.clone(),
            version: json.get("version")?.as_text()?.clone(),
            title: self.text_of(json, "title"),
            form_name: self.text_of(json, "formName"),
            form_number: self.text_of(json, "formNumber"),
            effective_from: effective_from?,
            effective_to,
            checked_on: self.date(json, "checkedOn")?,
            agency: self.text_of(json, "agency"),
            fee: self.text_of(json, "fee"),
            time_limit: self.text_of(json, "timeLimit"),
            notes,
            footnotes,
            law,
            papers,
            roles,
            steps,
            fields,
            rules,
            plan,
        })
    }

    fn ordered(&mut self, from: Option<PartialDate>, to: Option<PartialDate>, pointer: &str) {
        if let (Some(from), Some(to)) = (from, to)
            && to.compare(from) == Some(std::cmp::Ordering::Less)
        {
            self.error(Code::EmptyRange, pointer, &[]);
        }
    }

    fn law(&mut self, json: &'j Json) -> Vec<Law> {
        let mut seen = Vec::new();
        let items = self.items(json, "law", "", MAX_OTHERS);
        let read = items.iter().enumerate().map(|(i, item)| {
            let pointer = nth("/law", i);
            self.object(item, &pointer, Object::Law);
            let (from, to) = (self.date(item, "from"), self.date(item, "to"));
            self.ordered(from, to, &at(&pointer, "to"));
            Law {
                id: self.id(item, &pointer, is_plain_id, &mut seen),
                cite: self.text_of(item, "cite"),
                from,
                to,
                says: self.optional_text(item, "says"),
                verified: self.evidence(item, &pointer),
            }
        });
        read.collect()
    }

    fn roles(&mut self, json: &'j Json) -> Vec<Role> {
        let items = self.items(json, "roles", "", MAX_OTHERS);
        let known: Vec<Rc<str>> = items.iter().filter_map(|r| r.get("id")?.as_text().cloned()).collect();
        let mut seen = Vec::new();
        let mut roles = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let pointer = nth("/roles", i);
            self.object(item, &pointer, Object::Role);
            let mut is = Vec::new();
            for (relation, to) in item.get("is").map_or(&[][..], Json::entries) {
                let here = at(&at(&pointer, "is"), relation);
                match (Relation::from_code(relation), to.as_text()) {
                    (None, _) => {
                        self.unknown(Code::UnknownKey, &here, "key", relation, RELATIONS.iter().map(|e| e.code))
                    }
                    (_, None) => self.error(Code::WrongType, &here, &[("expected", Shape::String.name())]),
                    (Some(relation), Some(role)) => {
                        if !known.contains(role) {
                            self.unknown(Code::UnknownRole, &here, "value", role, known.iter().map(|k| &**k));
                        }
                        is.push((relation, role.clone()));
                    }
                }
            }
            roles.push(Role {
                id: self.id(item, &pointer, |id| is_field_id(id, false), &mut seen),
                name: self.text_of(item, "name"),
                help: self.optional_text(item, "help"),
                sex: self.word(item, "sex", &pointer, &[("male", Sex::Male), ("female", Sex::Female)]),
                many: self.flag(item, "many"),
                is,
                required: self.flag(item, "required"),
                not: self.names(item, "not", &pointer, Code::UnknownRole, &known),
            });
        }
        roles
    }

    /// Steps, fields without their expressions, and the conditions of sections: (step, section, expression).
    #[expect(clippy::type_complexity, reason = "three results that only the caller takes apart")]
    fn steps(
        &mut self,
        json: &'j Json,
        law: &[Rc<str>],
        roles: &[Role],
    ) -> (Vec<Step>, Vec<Field>, Vec<(usize, usize, &'j Json)>) {
        let (mut steps, mut fields, mut shows) = (Vec::new(), Vec::new(), Vec::new());
        let (mut step_ids, mut section_ids) = (Vec::new(), Vec::new());
        let mut lists: [Option<Rc<[Choice]>>; List::ALL.len()] = Default::default();
        for (i, item) in self.items(json, "steps", "", MAX_OTHERS).iter().enumerate() {
            let pointer = nth("/steps", i);
            self.object(item, &pointer, Object::Step);
            let mut step = Step {
                id: self.id(item, &pointer, is_plain_id, &mut step_ids),
                title: self.text_of(item, "title"),
                sections: Vec::new(),
            };
            let inside = at(&pointer, "sections");
            for (j, item) in self.items(item, "sections", &pointer, MAX_OTHERS).iter().enumerate() {
                let pointer = nth(&inside, j);
                self.object(item, &pointer, Object::Section);
                if section_ids.len() >= MAX_OTHERS {
                    self.error(Code::TooMany, &pointer, &[("limit", &MAX_OTHERS.to_string())]);
                    break;
                }
                let mut section = Section {
                    id: self.id(item, &pointer, is_plain_id, &mut section_ids),
                    title: self.text_of(item, "title"),
                    help: self.optional_text(item, "help"),
                    show: None,
                    fields: Vec::new(),
                };
                if let Some(show) = item.get("show") {
                    shows.push((i, j, show));
                }
                let (two, first) = (self.two_columns(item, &pointer), fields.len());
                let inside = at(&pointer, "fields");
                for (k, item) in item.get("fields").map_or(&[][..], Json::items).iter().enumerate() {
                    let pointer = nth(&inside, k);
                    let Some(ix) = self.field(item, &pointer, None, law, roles, &mut lists, &mut fields) else { break };
                    section.fields.push(ix);
                    // Columns of groups among the columns come after the columns: places of cells are counted so.
                    let mut groups = vec![(ix, item, pointer)];
                    let mut next = 0;
                    while let Some((ix, item, pointer)) = groups.get(next).cloned() {
                        next += 1;
                        if fields[ix.0 as usize].kind != FieldType::Group {
                            continue;
                        }
                        let inside = at(&pointer, "fields");
                        for (m, column) in item.get("fields").map_or(&[][..], Json::items).iter().enumerate() {
                            let pointer = nth(&inside, m);
                            let column_ix = self.field(column, &pointer, Some(ix), law, roles, &mut lists, &mut fields);
                            let Some(column_ix) = column_ix else { break };
                            groups.push((column_ix, column, pointer));
                        }
                    }
                }
                for (field, json) in fields.iter_mut().zip(&self.raw).skip(first).filter(|_| two) {
                    field.half |= json.get("half").is_none() && is_short(field.kind, json.get("compute").is_some());
                }
                step.sections.push(section);
            }
            steps.push(step);
        }
        (steps, fields, shows)
    }

    /// One field without its expressions; `None` when there are too many.
    #[expect(clippy::too_many_arguments, reason = "what a field is read with; a struct for one call would say no more")]
    fn field(
        &mut self,
        json: &'j Json,
        pointer: &str,
        group: Option<FieldIx>,
        law: &[Rc<str>],
        roles: &[Role],
        lists: &mut [Option<Rc<[Choice]>>; List::ALL.len()],
        fields: &mut Vec<Field>,
    ) -> Option<FieldIx> {
        if fields.len() >= MAX_FIELDS {
            self.error(Code::TooMany, pointer, &[("limit", &MAX_FIELDS.to_string())]);
            return None;
        }
        if self.full() {
            return None;
        }
        self.object(json, pointer, Object::Field);
        let kind = match json.get("type").and_then(Json::as_text) {
            Some(name) => match FieldType::named(name) {
                Some(kind) => kind,
                None => {
                    let known = FIELD_TYPES.iter().map(|t| t.name);
                    self.unknown(Code::UnknownType, &at(pointer, "type"), "value", name, known);
                    FieldType::Text // the least likely to make expressions about it wrong as well
                }
            },
            None => FieldType::Text,
        };
        let known_type = json.get("type").and_then(Json::as_text).is_some_and(|t| FieldType::named(t).is_some());
        let info = kind.info();
        if known_type {
            let special = |name: &str| FIELD_TYPES.iter().any(|t| t.keys.contains(&name));
            for (key, _) in json.entries() {
                if special(key) && !info.keys.contains(&&**key) {
                    self.error(Code::KeyNotApplicable, &at(pointer, key), &[("key", key), ("type", info.name)]);
                }
            }
        }
        let deep = group.is_some_and(|g| fields[g.0 as usize].group.is_some());
        let cannot = match kind {
            FieldType::Signature | FieldType::Note | FieldType::Agency => group.is_some(),
            FieldType::Group => deep,
            _ => false,
        };
        if cannot && known_type {
            self.error(Code::BadColumn, pointer, &[("type", info.name)]);
        }
        if kind == FieldType::Group && json.get("fields").is_none_or(|f| f.items().is_empty()) {
            self.error(Code::MissingKey, pointer, &[("key", "fields")]);
        }
        let id: Rc<str> = match json.get("id").and_then(Json::as_text) {
            None => "".into(),
            Some(id) => {
                if !is_field_id(id, group.is_none()) {
                    self.error(Code::BadId, &at(pointer, "id"), &[("value", id)]);
                }
                match group {
                    Some(g) => [&*fields[g.0 as usize].id, ".", id].concat().into(),
                    None => id.clone(),
                }
            }
        };
        let options = self.options(json, pointer, kind, lists);
        let (min, max) = (json.get("min").and_then(Json::as_int), json.get("max").and_then(Json::as_int));
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            self.error(Code::EmptyRange, &at(pointer, "max"), &[]);
        }
        for (key, value) in [("min", min), ("max", max)] {
            let signed = matches!(kind, FieldType::Integer | FieldType::Number | FieldType::Money);
            if !signed && value.is_some_and(|v| v < 0) {
                self.error(Code::NumberRange, &at(pointer, key), &[]);
            }
        }
        let precisions = [("day", Precision::Day), ("month", Precision::Month), ("year", Precision::Year)];
        let field = Field {
            id,
            r#box: self.string(json, "box", pointer),
            was: self.was(json, pointer, group.map(|g| fields[g.0 as usize].id.clone())),
            no: self.string(json, "no", pointer),
            kind,
            label: self.text_of(json, "label"),
            help: self.optional_text(json, "help"),
            example: self.string(json, "example", pointer),
            source: self.optional_text(json, "source"),
            law: self.names(json, "law", pointer, Code::UnknownLaw, law),
            verified: self.evidence(json, pointer),
            required: When::Never,
            show: When::Always,
            fill: json.get("fill").and_then(|f| self.fill(f, &at(pointer, "fill"), roles)),
            compute: None,
            options,
            within: None,
            min,
            max,
            precision: self.word(json, "precision", pointer, &precisions).unwrap_or(Precision::Day),
            upper: self.flag(json, "upper"),
            group,
            half: self.flag(json, "half"),
            decimals: self.decimals(json, pointer),
            kind_of: self.identifier(json, pointer, kind),
            types: self.file_types(json, pointer),
            max_size: self.max_size(json, pointer),
            lock: When::Never,
            default: None,
            row_name: self.optional_text(json, "rowName"),
            table: self.word(json, "layout", pointer, &[("cards", false), ("table", true)]).unwrap_or_default(),
        };
        let field = Field { default: self.default(json, pointer, &field), ..field };
        let ix = FieldIx(fields.len() as u16);
        fields.push(field);
        self.pointers.push(pointer.to_owned());
        self.raw.push(json);
        Some(ix)
    }

    /// Earlier ids, in full.
    fn was(&mut self, json: &Json, pointer: &str, group: Option<Rc<str>>) -> Vec<Rc<str>> {
        let here = at(pointer, "was");
        let ids = self.strings(json, "was");
        for (i, id) in ids.iter().enumerate().filter(|(_, id)| !is_field_id(id, group.is_none())) {
            self.error(Code::BadId, &nth(&here, i), &[("value", id)]);
        }
        let full = |id: Rc<str>| group.as_ref().map_or(id.clone(), |g| [&**g, ".", &id].concat().into());
        ids.into_iter().map(full).collect()
    }

    fn two_columns(&mut self, json: &Json, pointer: &str) -> bool {
        let columns = json.get("columns").and_then(Json::as_int).unwrap_or(1);
        if !(1..=2).contains(&columns) {
            self.error(Code::NumberRange, &at(pointer, "columns"), &[]);
        }
        columns == 2
    }

    fn decimals(&mut self, json: &Json, pointer: &str) -> u8 {
        let places = json.get("decimals").and_then(Json::as_int).unwrap_or(2);
        if !(0..=6).contains(&places) {
            self.error(Code::NumberRange, &at(pointer, "decimals"), &[]);
        }
        places.clamp(0, 6) as u8
    }

    fn identifier(&mut self, json: &Json, pointer: &str, kind: FieldType) -> Option<Rc<str>> {
        if kind != FieldType::Identifier {
            return None;
        }
        let Some(code) = self.string(json, "kind", pointer) else {
            if json.get("kind").is_none() {
                self.error(Code::MissingKey, pointer, &[("key", "kind")]);
            }
            return None;
        };
        if identity::kind(&code).is_none() {
            let known = identity::KINDS.iter().map(|k| k.code);
            self.unknown(Code::UnknownValue, &at(pointer, "kind"), "value", &code, known);
        }
        Some(code)
    }

    fn file_types(&mut self, json: &Json, pointer: &str) -> Vec<Rc<str>> {
        let here = at(pointer, "types");
        let types = self.strings(json, "types");
        let known = || FILE_KINDS.iter().map(|k| k.name);
        for (i, name) in types.iter().enumerate().filter(|(_, name)| !known().any(|k| *k == ***name)) {
            self.unknown(Code::UnknownValue, &nth(&here, i), "value", name, known());
        }
        types
    }

    fn max_size(&mut self, json: &Json, pointer: &str) -> Option<u64> {
        let max = json.get("maxSize")?.as_int()?;
        if max < 1 {
            self.error(Code::NumberRange, &at(pointer, "maxSize"), &[]);
        }
        u64::try_from(max).ok()
    }

    /// What stands in a field from the beginning: a value of its type that is a good answer.
    fn default(&mut self, json: &Json, pointer: &str, field: &Field) -> Option<Value> {
        let json = json.get("default")?;
        let value = value_from_json(field, json).ok();
        let plain = !matches!(field.kind, FieldType::Address | FieldType::IdentityDocument);
        let good = value.filter(|value| plain && problems(field, value).iter().all(|p| p.severity != Severity::Error));
        if good.is_none() {
            self.error(Code::WrongType, &at(pointer, "default"), &[("expected", field.kind.info().name)]);
        }
        good
    }

    fn options(
        &mut self,
        json: &'j Json,
        pointer: &str,
        kind: FieldType,
        lists: &mut [Option<Rc<[Choice]>>; List::ALL.len()],
    ) -> Rc<[Choice]> {
        if kind == FieldType::Sex {
            return [("male", "Nam", "Male"), ("female", "Nữ", "Female")]
                .map(|(value, vi, en)| Choice {
                    value: value.into(),
                    label: Text { vi: vi.into(), other: vec![("en".into(), en.into())] },
                    aliases: Vec::new(),
                })
                .into();
        }
        if !matches!(kind, FieldType::Choice | FieldType::Choices) {
            return Rc::new([]);
        }
        match (json.get("options"), json.get("list")) {
            (Some(_), Some(_)) => {
                self.error(Code::KeyConflict, &at(pointer, "list"), &[("key", "list"), ("other", "options")]);
                Rc::new([])
            }
            (None, Some(list)) => {
                let Some(name) = list.as_text() else { return Rc::new([]) };
                // Thousands of boxes to tick are no list.
                let offered = |l: &&List| kind == FieldType::Choice || **l != List::Communes;
                match List::ALL.iter().position(|l| offered(&l) && l.name() == &**name) {
                    Some(i) => lists[i].get_or_insert_with(|| List::ALL[i].options()).clone(),
                    None => {
                        let known = List::ALL.iter().filter(offered).map(|l| l.name());
                        self.unknown(Code::UnknownValue, &at(pointer, "list"), "value", name, known);
                        Rc::new([])
                    }
                }
            }
            (options, None) => {
                let items = self.items(json, "options", pointer, MAX_OPTIONS);
                if items.is_empty() && options.is_none_or(|o| matches!(o, Json::Array(_))) {
                    self.error(Code::NoOptions, pointer, &[]);
                }
                let here = at(pointer, "options");
                let mut sorted: Vec<Rc<str>> = Vec::new();
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    if self.full() {
                        break;
                    }
                    let pointer = nth(&here, i);
                    self.object(item, &pointer, Object::Option);
                    let value = self.string(item, "value", &pointer).unwrap_or_else(|| "".into());
                    match sorted.binary_search(&value) {
                        Ok(_) => self.error(Code::DuplicateId, &at(&pointer, "value"), &[("value", &value)]),
                        Err(place) => sorted.insert(place, value.clone()),
                    }
                    if value.chars().count() > 64 || value.trim() != &*value {
                        self.error(Code::BadId, &at(&pointer, "value"), &[("value", &value)]);
                    }
                    out.push(Choice {
                        value,
                        label: self.text_of(item, "label"),
                        aliases: self.strings(item, "aliases"),
                    });
                }
                out.into()
            }
        }
    }

    fn fill(&mut self, json: &Json, pointer: &str, roles: &[Role]) -> Option<Fill> {
        if let Json::Text(source) = json {
            let from = self.source(source, pointer, roles).into_iter().collect();
            return Some(Fill { from, policy: FillPolicy::Auto, max_years: None });
        }
        self.object(json, pointer, Object::Fill);
        let policies = [("auto", FillPolicy::Auto), ("ask", FillPolicy::Ask), ("never", FillPolicy::Never)];
        let policy = self.word(json, "policy", pointer, &policies).unwrap_or(FillPolicy::Auto);
        let here = at(pointer, "from");
        let from = self.strings(json, "from");
        let from = from.iter().enumerate().filter_map(|(i, s)| self.source(s, &nth(&here, i), roles)).collect();
        let max_years = json.get("maxYears").and_then(Json::as_int);
        if max_years.is_some_and(|years| !(1..=MAX_YEARS).contains(&years)) {
            self.error(Code::NumberRange, &at(pointer, "maxYears"), &[]);
        }
        Some(Fill { from, policy, max_years })
    }

    fn source(&mut self, text: &str, pointer: &str, roles: &[Role]) -> Option<Source> {
        let role = |p: &mut Self, id: &str| {
            if !roles.iter().any(|r| &*r.id == id) {
                p.unknown(Code::UnknownRole, pointer, "value", id, roles.iter().map(|r| &*r.id));
            }
            Rc::<str>::from(id)
        };
        if let Some(inside) = text.strip_prefix("relation(").and_then(|t| t.strip_suffix(')'))
            && let Some((of, to)) = inside.split_once(',')
        {
            return Some(Source::Relation { of: role(self, of.trim()), to: role(self, to.trim()) });
        }
        let Some((id, attribute)) = text.split_once('.').filter(|(_, a)| a.starts_with("person")) else {
            self.error(Code::BadSource, pointer, &[("value", text)]);
            return None;
        };
        if vocabulary::attribute(attribute).is_none() {
            let known = vocabulary::ATTRIBUTES.iter().map(|a| a.name);
            self.unknown(Code::UnknownAttribute, pointer, "value", attribute, known);
        }
        Some(Source::Attribute { role: role(self, id), attribute: attribute.into() })
    }

    /// Ids of fields among themselves.
    fn field_ids(&mut self, fields: &[Field], by_id: &[FieldIx]) {
        let id = |ix: &FieldIx| &fields[ix.0 as usize].id;
        for pair in by_id.windows(2) {
            if let [a, b] = pair
                && id(a) == id(b)
                && !id(a).is_empty()
            {
                let pointer = at(&self.pointers[b.0 as usize], "id");
                self.error(Code::DuplicateId, &pointer, &[("value", id(b))]);
            }
        }
        for (i, field) in fields.iter().enumerate() {
            for (end, _) in field.id.match_indices('.') {
                let prefix = &field.id[..end];
                if let Ok(found) = by_id.binary_search_by(|ix| (**id(ix)).cmp(prefix))
                    && !is_around(fields, field.group, by_id[found])
                {
                    let pointer = at(&self.pointers[i], "id");
                    self.error(Code::IdPrefix, &pointer, &[("value", &field.id), ("other", prefix)]);
                }
            }
        }
    }

    /// The provinces that choices of communes depend on.
    fn within(&mut self, fields: &mut [Field], by_id: &[FieldIx]) {
        for i in 0..fields.len() {
            let (json, pointer) = (self.raw[i], at(&self.pointers[i], "within"));
            let Some(name) = json.get("within").and_then(Json::as_text) else { continue };
            if fields[i].kind != FieldType::Choice {
                continue; // said already
            }
            if !fields[i].of_communes() {
                let other = "choice without \"list\": \"communes\"";
                self.error(Code::KeyNotApplicable, &pointer, &[("key", "within"), ("type", other)]);
                continue;
            }
            let find = |id: &str| by_id.iter().copied().find(|ix| *fields[ix.0 as usize].id == *id);
            let group = fields[i].group;
            let column = group.and_then(|g| find(&[&*fields[g.0 as usize].id, ".", name].concat()));
            let found = column.or_else(|| find(name).filter(|ix| fields[ix.0 as usize].group.is_none()));
            let provinces = |ix: &FieldIx| {
                self.raw[ix.0 as usize].get("list").and_then(Json::as_text).map(|l| &**l)
                    == Some(List::Provinces.name())
            };
            match found.filter(provinces) {
                Some(ix) => fields[i].within = Some(ix),
                None => {
                    let known = (0..fields.len()).filter(|k| provinces(&FieldIx(*k as u16))).map(|k| &*fields[k].id);
                    let near = nearest(name, known);
                    let d = Diagnostic::new(Code::UnknownField, Severity::Error, &pointer);
                    self.say(d.with("value", short(name)).suggest(near));
                }
            }
        }
    }

    fn expr(
        &mut self,
        json: &Json,
        pointer: &str,
        scope: &Scope<'_>,
        wanted: u16,
        target: Option<&Field>,
    ) -> Option<Expr> {
        let text = json.as_text()?;
        if self.full() {
            return None;
        }
        match Expr::parse_for(text, scope, wanted, target) {
            Ok(expr) => Some(expr),
            Err(error) => {
                self.say(Diagnostic::expr(&error, pointer));
                None
            }
        }
    }

    fn when(&mut self, json: Option<&Json>, pointer: &str, scope: &Scope<'_>, default: When) -> When {
        match json {
            Some(Json::Bool(true)) => When::Always,
            Some(Json::Bool(false)) => When::Never,
            Some(json) => self.expr(json, pointer, scope, types::BOOL, None).map_or(default, When::If),
            None => default,
        }
    }

    fn field_exprs(&mut self, i: usize, field: &Field, scope: Scope<'_>) -> ([When; 3], Option<Expr>) {
        let (json, pointer) = (self.raw[i], self.pointers[i].clone());
        let required = self.when(json.get("required"), &at(&pointer, "required"), &scope, When::Never);
        let show = self.when(json.get("show"), &at(&pointer, "show"), &scope, When::Always);
        let wanted = Type::of_field(scope.fields, FieldIx(i as u16)).map_or(types::ANY, |t| t.bits() | types::NULL);
        let compute =
            json.get("compute").and_then(|c| self.expr(c, &at(&pointer, "compute"), &scope, wanted, Some(field)));
        let lock = self.when(json.get("lock"), &at(&pointer, "lock"), &scope, When::Never);
        ([required, show, lock], compute)
    }

    fn papers(&mut self, json: &'j Json, law: &[Rc<str>], scope: &Scope<'_>) -> Vec<Paper> {
        let mut seen = Vec::new();
        let mut papers = Vec::new();
        for (i, item) in self.items(json, "papers", "", MAX_OTHERS).iter().enumerate() {
            let pointer = nth("/papers", i);
            self.object(item, &pointer, Object::Paper);
            papers.push(Paper {
                id: self.id(item, &pointer, is_plain_id, &mut seen),
                name: self.text_of(item, "name"),
                note: self.optional_text(item, "note"),
                replaced_by: self.optional_text(item, "replacedBy"),
                when: item.get("when").and_then(|w| self.expr(w, &at(&pointer, "when"), scope, types::BOOL, None)),
                law: self.names(item, "law", &pointer, Code::UnknownLaw, law),
            });
        }
        papers
    }

    fn rules(&mut self, json: &'j Json, law: &[Rc<str>], scope: &Scope<'_>) -> Vec<Rule> {
        let mut seen = Vec::new();
        let mut rules = Vec::new();
        for (i, item) in self.items(json, "rules", "", MAX_RULES).iter().enumerate() {
            if self.full() {
                break;
            }
            let pointer = nth("/rules", i);
            self.object(item, &pointer, Object::Rule);
            let each = item.get("each").and_then(Json::as_text).cloned();
            let row = match each.as_ref().map(|id| (id, scope.field(id))) {
                None => None,
                Some((_, Some(ix))) if scope.fields[ix.0 as usize].kind == FieldType::Group => Some(ix),
                Some((id, Some(_))) => {
                    self.error(Code::NotAGroup, &at(&pointer, "each"), &[("value", id)]);
                    None
                }
                Some((id, None)) => {
                    let groups = scope.fields.iter().filter(|f| f.kind == FieldType::Group).map(|f| &*f.id);
                    self.unknown(Code::UnknownField, &at(&pointer, "each"), "value", id, groups);
                    None
                }
            };
            let scope = Scope { row, ..*scope };
            let fields = self.strings(item, "fields");
            if fields.is_empty() && item.get("fields").is_some_and(|f| matches!(f, Json::Array(_))) {
                self.error(Code::MissingKey, &at(&pointer, "fields"), &[("key", "fields")]);
            }
            for (j, id) in fields.iter().enumerate() {
                self.target(id, &nth(&at(&pointer, "fields"), j), &scope);
            }
            let any = types::ANY & !types::LIST & !types::ROW;
            let here = at(&pointer, "params");
            let mut params = Vec::new();
            for (name, value) in item.get("params").map_or(&[][..], Json::entries).iter().take(MAX_OTHERS) {
                let here = at(&here, name);
                if value.as_text().is_none() {
                    self.error(Code::WrongType, &here, &[("expected", Shape::Expr.name())]);
                }
                params.extend(self.expr(value, &here, &scope, any, None).map(|e| (name.clone(), e)));
            }
            let message = self.text_of(item, "message");
            let texts = [("vi", &message.vi)].into_iter().chain(message.other.iter().map(|(l, t)| (&**l, t)));
            let declared = |name: &str| item.get("params").is_some_and(|p| p.get(name).is_some());
            for (language, text) in texts {
                for name in placeholders(text).filter(|name| !declared(name)) {
                    let here = at(&pointer, "message");
                    let here =
                        if matches!(item.get("message"), Some(Json::Object(_))) { at(&here, language) } else { here };
                    self.error(Code::UnknownParam, &here, &[("name", name)]);
                }
            }
            let severities = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
            let severity = self.word(item, "severity", &pointer, &severities).unwrap_or(Severity::Error);
            let when = item.get("when").and_then(|e| self.expr(e, &at(&pointer, "when"), &scope, types::BOOL, None));
            let check = item.get("check").and_then(|e| self.expr(e, &at(&pointer, "check"), &scope, types::BOOL, None));
            let id = self.id(item, &pointer, is_plain_id, &mut seen);
            let law = self.names(item, "law", &pointer, Code::UnknownLaw, law);
            let fix = item.get("fix").filter(|f| matches!(f, Json::Object(_)));
            let fix = fix.map(|f| self.fix(f, &at(&pointer, "fix"), &scope));
            if let Some(check) = check {
                rules.push(Rule { id, severity, when, check, fields, message, params, law, fix, each });
            }
        }
        rules
    }

    /// A field that a rule may point at or set; `None` after an error.
    fn target(&mut self, id: &str, pointer: &str, scope: &Scope<'_>) -> Option<FieldIx> {
        let Some(ix) = scope.field(id) else {
            self.unknown(Code::UnknownField, pointer, "value", id, scope.fields.iter().map(|f| &*f.id));
            return None;
        };
        let group = scope.fields[ix.0 as usize].group;
        if group.is_some() && group != scope.row {
            self.error(Code::ColumnOutsideRow, pointer, &[("value", id)]);
            return None;
        }
        Some(ix)
    }

    fn fix(&mut self, json: &Json, pointer: &str, scope: &Scope<'_>) -> RuleFix {
        self.object(json, pointer, Object::Fix);
        let here = at(pointer, "set");
        let mut set = Vec::new();
        for (id, value) in json.get("set").map_or(&[][..], Json::entries).iter().take(MAX_OTHERS) {
            let here = at(&here, id);
            let Some(ix) = self.target(id, &here, scope) else { continue };
            if value.as_text().is_none() {
                self.error(Code::WrongType, &here, &[("expected", Shape::Expr.name())]);
            }
            match Type::of_field(scope.fields, ix) {
                None | Some(Type::List(_)) => self.error(Code::UnknownField, &here, &[("value", id)]),
                Some(ty) => {
                    let target = scope.fields.get(ix.0 as usize);
                    let expr = self.expr(value, &here, scope, ty.bits() | types::NULL, target);
                    set.extend(expr.map(|e| (id.clone(), e)));
                }
            }
        }
        RuleFix { label: self.text_of(json, "label"), set }
    }
}

/// Whether a group is `group` or one that it stands in.
fn is_around(fields: &[Field], group: Option<FieldIx>, found: FieldIx) -> bool {
    let outer = |g: &FieldIx| fields.get(g.0 as usize).and_then(|f| f.group);
    std::iter::successors(group, outer).any(|g| g == found)
}

/// Names in braces.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// A value as a message may quote it.
fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(text.len().min(80))]
}
