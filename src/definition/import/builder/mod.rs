//! What the importers have in common: fields with ids, labels, options and proposed sources, in sections and steps; and a
//! definition in the end that [`definition::parse_json`] takes.

mod finish;

use super::{
    ImportError,
    condition::{Cond, Kind, Named, Op, Value},
    report::{At, Code, Params, Place, Report},
    words,
};
use crate::{
    definition::{self, FieldType, MAX_FIELDS, MAX_OPTIONS, MAX_OTHERS, MAX_RULES, registry::ValueKind},
    detect::{self, Clues, lexicon::Person},
    json::{Json, MAX_SAFE_INTEGER},
    rules::ast::quote,
    text::date::PartialDate,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most parts of a source that are looked at: references can name one part many times.
const MAX_VISITS: usize = 20_000;
/// Circles of conditions that are taken out one by one; a source with more of them loses all its conditions.
const MAX_CYCLES: usize = 20;
/// Groups within each other: rows, and rows in rows.
const MAX_ROWS: usize = 2;
/// Stands where the source says nothing, for the author to replace.
const OPEN: (&str, &str) = ("(chưa ghi)", "(to be written)");
/// Dates that a source does not have, and that nobody takes for real ones.
const NO_DATE: &str = "1900-01-01";

/// A condition and where the source says it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub cond: Cond,
    /// Where to say what became of it.
    pub places: Vec<Place>,
    /// What to say when it is taken over; gets the expression as a parameter.
    pub code: Code,
}

/// Whether a box must be answered.
#[derive(Clone, Debug, Default)]
pub(super) enum Must {
    #[default]
    No,
    Yes,
    When(Shown),
}

/// One option of a choice.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// What a source says about a box.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    /// Its names in the data, within the container that it stands in.
    pub path: Vec<String>,
    /// Type names, the best first: the first one that the registry knows is taken.
    pub types: &'static [&'static str],
    /// What the source calls the type.
    pub from: String,
    /// Whether even the best type says only nearly the same.
    pub near: bool,
    pub label: Option<String>,
    pub help: Option<String>,
    pub example: Option<String>,
    pub must: Must,
    pub show: Vec<Shown>,
    pub options: Vec<Choice>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub precision: Option<&'static str>,
    /// The value, where it is said, and what to say when it is taken over; gets the expression as a parameter.
    pub compute: Option<(Value, Place, Code)>,
    /// When it can only be read.
    pub lock: Option<Shown>,
    /// Where the source names it; what became of the box is said there.
    pub name_at: Option<Place>,
    /// Where the source says its type.
    pub type_at: Option<Place>,
    /// Where all of it stands: said there when nothing comes of it.
    pub at: Option<Place>,
}

impl Spec {
    pub fn new(path: Vec<String>, types: &'static [&'static str], from: &str) -> Self {
        Spec {
            path,
            types,
            from: from.to_owned(),
            near: false,
            label: None,
            help: None,
            example: None,
            must: Must::No,
            show: Vec::new(),
            options: Vec::new(),
            min: None,
            max: None,
            precision: None,
            compute: None,
            lock: None,
            name_at: None,
            type_at: None,
            at: None,
        }
    }
}

/// A container that is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub title: Option<String>,
    pub help: Option<String>,
    pub show: Vec<Shown>,
    /// What it adds to the names of the data.
    pub path: Vec<String>,
    /// Whether it is a section of its own; otherwise it only adds names and conditions.
    pub section: bool,
}

struct Field {
    id: String,
    kind: FieldType,
    label: String,
    help: Option<String>,
    example: Option<String>,
    must: Must,
    show: Vec<Shown>,
    options: Vec<Choice>,
    aliases: Vec<(usize, &'static str)>,
    min: Option<i64>,
    max: Option<i64>,
    precision: Option<&'static str>,
    compute: Option<(Value, Place, Code)>,
    lock: Option<Shown>,
    fill: Option<String>,
    columns: Vec<Field>,
    /// Names of the data, as conditions are read from there.
    path: Vec<String>,
    /// What its source is proposed from, once all that stands beside it is known.
    naming: Naming,
}

/// How a field is called, and where the source says so.
struct Naming {
    label: String,
    /// Headings and names of what it stands in.
    around: Vec<String>,
    at: Option<Place>,
    /// Whether its id is the name that it has there.
    plain: bool,
}

struct Section {
    serial: usize,
    title: Option<String>,
    help: Option<String>,
    show: Vec<Shown>,
    fields: Vec<Field>,
}

struct Step {
    title: Option<String>,
    sections: Vec<Section>,
}

struct Check {
    path: Vec<String>,
    group: Option<String>,
    cond: Cond,
    message: String,
    place: Place,
}

/// A field that conditions may name.
struct Known {
    path: Vec<String>,
    id: String,
    group: Option<String>,
    kind: FieldType,
    parts: Vec<(String, String)>,
}

/// Rows that are being filled with columns.
struct Rows {
    field: Field,
    /// The id of the group with those of the groups around it.
    id: String,
    /// How many containers were open around them.
    depth: usize,
    spec: Spec,
}

pub(super) struct Builder {
    pub report: Report,
    title: Option<String>,
    name: Option<String>,
    notes: Vec<String>,
    steps: Vec<Step>,
    stack: Vec<(usize, Frame)>,
    serial: usize,
    /// Containers whose introduction stands somewhere.
    introduced: BTreeSet<usize>,
    /// The rows that are open, one in the other.
    rows: Vec<Rows>,
    known: Vec<Known>,
    by_last: BTreeMap<String, Vec<usize>>,
    ids: BTreeSet<String>,
    prefixes: BTreeSet<String>,
    roles: Vec<&'static Person>,
    checks: Vec<Check>,
    fields: usize,
    sections: usize,
    visits: usize,
}

impl Builder {
    pub fn new() -> Self {
        Builder {
            report: Report::default(),
            title: None,
            name: None,
            notes: Vec::new(),
            steps: vec![Step { title: None, sections: Vec::new() }],
            stack: vec![(0, Frame { section: true, ..Frame::default() })],
            serial: 0,
            introduced: BTreeSet::new(),
            rows: Vec::new(),
            known: Vec::new(),
            by_last: BTreeMap::new(),
            ids: BTreeSet::new(),
            prefixes: BTreeSet::new(),
            roles: Vec::new(),
            checks: Vec::new(),
            fields: 0,
            sections: 0,
            visits: 0,
        }
    }

    /// Counts one part of the source.
    ///
    /// # Errors
    /// When there are too many.
    pub fn visit(&mut self) -> Result<(), ImportError> {
        self.visits += 1;
        if self.visits > MAX_VISITS { Err(ImportError::TooMany { what: "parts", limit: MAX_VISITS }) } else { Ok(()) }
    }

    /// A text of the source, fit to be shown; what had to be taken out is reported.
    pub fn text(&mut self, at: &At<'_>, key: &str) -> Option<String> {
        self.any_text(at, key, words::text)
    }

    /// The same on one line.
    pub fn line(&mut self, at: &At<'_>, key: &str) -> Option<String> {
        self.any_text(at, key, words::line)
    }

    fn any_text(&mut self, at: &At<'_>, key: &str, read: fn(&str) -> Option<(String, bool)>) -> Option<String> {
        let value = at.get(key)?;
        let Some(raw) = value.json.as_text() else {
            let code = if is_idle(value.json) { Code::NoEffect } else { Code::Unsupported };
            self.report.whole(&value.place, code, Params::new());
            return None;
        };
        let found = read(raw);
        let code = match &found {
            None if raw.trim().is_empty() => Code::NoEffect,
            None | Some((_, true)) => Code::Text,
            Some((_, false)) => Code::Kept,
        };
        self.report.whole(&value.place, code, Params::new());
        found.map(|(text, _)| text)
    }

    /// Says the same of several keys, where they are there. Those that say nothing are never a loss.
    pub fn say(&mut self, at: &At<'_>, keys: &[&str], code: Code) {
        for key in keys {
            if let Some(value) = at.get(key) {
                let code = if is_idle(value.json) { Code::NoEffect } else { code };
                self.report.whole(&value.place, code, Params::new());
            }
        }
    }

    pub fn title(&mut self, title: Option<String>) {
        self.title = self.title.take().or(title);
    }

    pub fn name(&mut self, name: &str) {
        let id = words::plain_id(name);
        if !id.is_empty() && self.name.is_none() {
            self.name = Some(id);
        }
    }

    pub fn form_note(&mut self, text: Option<String>) {
        self.notes.extend(text);
    }

    /// Begins a step, outside all containers.
    pub fn step(&mut self, title: Option<String>) {
        if self.stack.len() == 1 && !self.in_rows() {
            self.steps.push(Step { title, sections: Vec::new() });
        }
    }

    /// Opens a container.
    pub fn open(&mut self, frame: Frame) {
        self.serial += 1;
        self.stack.push((self.serial, frame));
    }

    /// Closes the innermost container.
    pub fn close(&mut self) {
        if self.stack.len() > 1 {
            self.stack.pop();
        }
    }

    pub fn in_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The group whose columns are being made.
    fn group(&self) -> Option<String> {
        self.rows.last().map(|r| r.id.clone())
    }

    /// The id of a field with that of the group whose column it is.
    fn full_id(&self, id: &str) -> String {
        self.rows.last().map_or_else(|| id.to_owned(), |rows| [&*rows.id, ".", id].concat())
    }

    /// The names of the data that the open containers add.
    fn base(&self) -> Vec<String> {
        self.stack.iter().flat_map(|(_, f)| f.path.iter().cloned()).collect()
    }

    fn around(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (_, frame) in &self.stack {
            out.extend(frame.title.iter().cloned());
            out.extend(frame.path.iter().cloned());
        }
        out
    }

    /// A field; reports what became of its name and its type.
    pub fn field(&mut self, spec: Spec) -> Result<(), ImportError> {
        self.visit()?;
        let Some(kind) = spec.types.iter().find_map(|name| FieldType::named(name)) else {
            self.drop_spec(&spec, Code::UnknownType, vec![("type", spec.from.clone())]);
            return Ok(());
        };
        let choice = matches!(kind, FieldType::Choice | FieldType::Choices);
        if choice && spec.options.is_empty() {
            self.drop_spec(&spec, Code::Empty, Params::new());
            return Ok(());
        }
        let info = kind.info();
        let cannot = matches!(kind, FieldType::Signature | FieldType::Note | FieldType::Agency);
        if self.in_rows() && cannot {
            self.drop_spec(&spec, Code::Column, Params::new());
            return Ok(());
        }
        if let Some(at) = &spec.type_at {
            let near = spec.near || spec.types.first() != Some(&info.name);
            let params = vec![("from", spec.from.clone()), ("to", info.name.to_owned())];
            self.report.whole(
                at,
                if near { Code::Type } else { Code::Kept },
                if near { params } else { Params::new() },
            );
        }
        let field = self.make(spec, kind)?;
        self.place(field)
    }

    fn drop_spec(&mut self, spec: &Spec, code: Code, params: Params) {
        match &spec.at {
            Some(at) => self.report.nothing(at, code, params.clone()),
            None => {
                for at in spec.name_at.iter().chain(&spec.type_at) {
                    self.report.whole(at, code, params.clone());
                }
            }
        }
        for place in spec.show.iter().flat_map(|s| &s.places) {
            self.report.whole(place, code, params.clone());
        }
    }

    /// A column is named through its row.
    fn reference(&self, id: &str) -> String {
        if self.in_rows() { ["row.", id].concat() } else { id.to_owned() }
    }

    fn remember(&mut self, known: Known) {
        let last = known.path.last().cloned().unwrap_or_default();
        self.by_last.entry(last).or_default().push(self.known.len());
        self.known.push(known);
    }

    fn make(&mut self, spec: Spec, kind: FieldType) -> Result<Field, ImportError> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            return Err(ImportError::TooMany { what: "fields", limit: MAX_FIELDS });
        }
        let mut path = self.base();
        path.extend(spec.path.iter().cloned());
        let (id, plain) = match self.rows.last() {
            None => {
                let id = self.unique(words::id(&path));
                let same = id.split('.').eq(path.iter().flat_map(|p| p.split('.')));
                (id, same)
            }
            Some(rows) => {
                // The names between the rows and the column are one name here.
                let local: Vec<&str> = path.iter().skip(rows.field.path.len()).map(|p| &**p).collect();
                let wanted = words::segment(&local.join(" "));
                let taken = |id: &str| rows.field.columns.iter().any(|c| c.id == id);
                let id = numbered(&wanted, |id| !taken(id));
                let same = local == [&*id];
                (id, same)
            }
        };
        let label = spec.label.clone().unwrap_or_else(|| words::label_of(path.last().map_or("", |p| p)));
        let naming = Naming { label: spec.label.unwrap_or_default(), around: self.around(), at: spec.name_at, plain };
        if self.in_rows() {
            self.say_name(&naming, self.full_id(&id), None);
        }
        let has = |key: &str| kind.info().keys.contains(&key);
        let options = if has("options") { spec.options } else { Vec::new() };
        let (several, named) = (kind == FieldType::Choices, self.reference(&id));
        let chosen =
            |o: &Choice| (o.value.clone(), ["has(", &named, ") && ", &quote(&o.value), " in ", &named].concat());
        let parts = if several { options.iter().map(chosen).collect() } else { Vec::new() };
        // What a type does not have is lost, with the conditions for it.
        let when = if let Must::When(shown) = &spec.must { Some(shown) } else { None };
        for (shown, key) in [(when, "required"), (spec.lock.as_ref(), "lock")] {
            for place in shown.filter(|_| !has(key)).iter().flat_map(|s| &s.places) {
                self.report.whole(place, Code::Unsupported, Params::new());
            }
        }
        let (mut min, mut max) = (spec.min.filter(|_| has("min")), spec.max.filter(|_| has("max")));
        if kind != FieldType::Integer {
            (min, max) = (min.map(|n| n.max(0)), max.map(|n| n.max(0)));
        }
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            (min, max) = (None, None);
        }
        let group = self.group();
        let reference = self.reference(&id);
        if kind != FieldType::Note && kind != FieldType::Signature {
            self.remember(Known { path: path.clone(), id: reference, group, kind, parts });
        }
        Ok(Field {
            id,
            kind,
            label,
            help: spec.help,
            example: spec.example.filter(|_| has("example")),
            must: if has("required") { spec.must } else { Must::No },
            show: spec.show,
            options,
            aliases: Vec::new(),
            min,
            max,
            precision: spec.precision.filter(|_| has("precision")),
            compute: spec.compute.filter(|_| has("compute")),
            lock: spec.lock.filter(|_| has("lock")),
            fill: None,
            columns: Vec::new(),
            path,
            naming,
        })
    }

    /// Says what became of a name.
    fn say_name(&mut self, naming: &Naming, id: String, fill: Option<&str>) {
        let Some(at) = &naming.at else { return };
        let code = match (naming.plain, fill) {
            (true, None) => Code::Field,
            (true, Some(_)) => Code::FieldFilled,
            (false, None) => Code::Renamed,
            (false, Some(_)) => Code::RenamedFilled,
        };
        let mut params = vec![("field", id)];
        params.extend(fill.map(|f| ("source", f.to_owned())));
        self.report.only(at, code, params);
    }

    /// Proposes sources, when all boxes of all sections are there.
    fn propose_all(&mut self) {
        let mut steps = std::mem::take(&mut self.steps);
        for section in steps.iter_mut().flat_map(|s| &mut s.sections) {
            let labels: Vec<String> = section.fields.iter().map(|f| f.naming.label.clone()).collect();
            let labels: Vec<&str> = labels.iter().map(|l| &**l).collect();
            for (i, field) in section.fields.iter_mut().enumerate() {
                (field.fill, field.aliases) = self.propose(field, &detect::near(&labels, i));
                self.say_name(&field.naming, field.id.clone(), field.fill.as_deref());
            }
        }
        self.steps = steps;
    }

    /// A source, where the words leave no doubt. Not for columns: who stands in which row, nobody knows.
    fn propose(&mut self, field: &Field, beside: &[&str]) -> (Option<String>, Vec<(usize, &'static str)>) {
        let none = (None, Vec::new());
        if field.compute.is_some() {
            return none;
        }
        let around: Vec<&str> = field.naming.around.iter().map(|a| &**a).collect();
        let name = field.path.last().map_or("", |p| p);
        let clues = Clues { label: &field.naming.label, name, around: &around, beside };
        let Some(meaning) = detect::meaning(&clues, field.kind) else { return none };
        let mut aliases = Vec::new();
        if meaning.attribute == "person.sex" && field.kind == FieldType::Choice {
            // What a card states is male or female: the options have to say which they are.
            for (sex, words) in [("male", ["nam", "male", "m"]), ("female", ["nu", "female", "f"])] {
                let is = |text: &str| words.contains(&&*crate::text::fold(text));
                match field.options.iter().position(|o| is(&o.label) || is(&o.value)) {
                    Some(at) => aliases.push((at, sex)),
                    None => return none,
                }
            }
        }
        if !self.roles.iter().any(|r| r.id == meaning.role.id) {
            self.roles.push(meaning.role);
        }
        (Some([meaning.role.id, ".", meaning.attribute].concat()), aliases)
    }

    fn place(&mut self, field: Field) -> Result<(), ImportError> {
        if let Some(rows) = self.rows.last_mut() {
            let mut field = field;
            // Conditions of containers between the rows and the column are its own.
            let inner = self.stack.iter().skip(rows.depth).flat_map(|(_, f)| f.show.iter().cloned());
            field.show.splice(0..0, inner);
            rows.field.columns.push(field);
            return Ok(());
        }
        let section = self.section()?;
        section.fields.push(field);
        Ok(())
    }

    /// The section for what comes next: that of the innermost container which is one.
    fn section(&mut self) -> Result<&mut Section, ImportError> {
        let serial = self.stack.iter().rev().find(|(_, f)| f.section || !f.show.is_empty()).map_or(0, |(s, _)| *s);
        let open: Vec<&(usize, Frame)> = self.stack.iter().take_while(|(s, _)| *s <= serial).collect();
        let step = self.steps.last_mut().ok_or(ImportError::Empty)?;
        if step.sections.last().is_none_or(|s| s.serial != serial) {
            self.sections += 1;
            if self.sections > MAX_OTHERS {
                return Err(ImportError::TooMany { what: "sections", limit: MAX_OTHERS });
            }
            // Sections stand one after the other here. A heading around this one that nothing has shown yet goes with it.
            let shown = |at: usize| step.sections.iter().any(|s| s.serial == at);
            let titles =
                open.iter().filter(|(at, _)| *at == serial || !shown(*at)).filter_map(|(_, f)| f.title.as_deref());
            let mut titles: Vec<&str> = titles.filter(|t| Some(*t) != step.title.as_deref()).collect();
            titles.dedup();
            let last = || open.iter().filter_map(|(_, f)| f.title.clone()).next_back();
            let title = if titles.is_empty() { last() } else { Some(titles.join(" – ").chars().take(500).collect()) };
            // An introduction once, not again where a section goes on after an inner one.
            let helps: Vec<&str> = open
                .iter()
                .filter(|(at, _)| !self.introduced.contains(at))
                .filter_map(|(_, f)| f.help.as_deref())
                .collect();
            let help = (!helps.is_empty()).then(|| helps.join("\n").chars().take(3_000).collect());
            let show = open.iter().flat_map(|(_, f)| f.show.iter().cloned()).collect();
            self.introduced.extend(open.iter().map(|(at, _)| *at));
            step.sections.push(Section { serial, title, help, show, fields: Vec::new() });
        }
        step.sections.last_mut().ok_or(ImportError::Empty)
    }

    /// Opens rows; what follows are their columns. False where there can be none.
    pub fn rows_open(&mut self, spec: Spec) -> Result<bool, ImportError> {
        self.visit()?;
        if self.rows.len() == MAX_ROWS {
            self.drop_spec(&spec, Code::Column, Params::new());
            return Ok(false);
        }
        if let Some(at) = &spec.type_at {
            self.report.whole(at, Code::Kept, Params::new());
        }
        let field = self.make(spec.clone(), FieldType::Group)?;
        let path = field.path[self.base().len()..].to_vec();
        let id = self.full_id(&field.id);
        self.rows.push(Rows { field, id, depth: self.stack.len(), spec });
        self.open(Frame { path, ..Frame::default() });
        Ok(true)
    }

    /// Closes the rows.
    pub fn rows_close(&mut self) -> Result<(), ImportError> {
        let Some(rows) = self.rows.pop() else { return Ok(()) };
        self.stack.truncate(rows.depth);
        if rows.field.columns.is_empty() {
            self.drop_spec(&rows.spec, Code::Empty, Params::new());
            let (id, group) = (self.reference(&rows.field.id), self.group());
            self.known.retain(|k| k.id != id || k.group != group);
            self.reindex();
            return Ok(());
        }
        self.place(rows.field)
    }

    fn reindex(&mut self) {
        self.by_last.clear();
        for (i, known) in self.known.iter().enumerate() {
            self.by_last.entry(known.path.last().cloned().unwrap_or_default()).or_default().push(i);
        }
    }

    /// A check of the box that was made last.
    pub fn check(&mut self, path: &[String], cond: Cond, message: &str, place: Place) {
        let mut full = self.base();
        full.extend(path.iter().cloned());
        let group = self.group();
        if self.checks.len() < MAX_RULES {
            self.checks.push(Check { path: full, group, cond, message: message.to_owned(), place });
        } else {
            self.report.whole(&place, Code::Unsupported, Params::new());
        }
    }

    /// Whether a check comes from this place.
    pub fn has_check(&self, place: &Place) -> bool {
        self.checks.iter().rev().take(8).any(|c| c.place.document == place.document && c.place.pointer == place.pointer)
    }

    /// Whether the open containers have a field of this name already.
    pub fn has_field(&self, path: &[String]) -> bool {
        let full = self.full_path(path);
        self.known.iter().any(|k| k.path == full)
    }

    /// Requires a field that was made before, always or under a condition more; false when there is none.
    pub fn require(&mut self, path: &[String], must: Must) -> bool {
        let full = self.full_path(path);
        let placed = self.steps.iter_mut().flat_map(|s| &mut s.sections).flat_map(|s| &mut s.fields);
        let columns = self.rows.iter_mut().flat_map(|r| &mut r.field.columns);
        if let Some(field) = placed.chain(columns).find(|f| f.path == full)
            && field.kind.info().keys.contains(&"required")
        {
            match (&mut field.must, must) {
                (Must::Yes, _) | (_, Must::No) => {}
                (Must::When(before), Must::When(shown)) => {
                    let both = vec![before.cond.clone(), shown.cond];
                    before.cond = Cond::Any(both);
                    before.places.extend(shown.places);
                }
                (own, must) => *own = must,
            }
            return true;
        }
        false
    }

    /// The names of the data from the root, for a name within the open containers.
    pub fn full_path(&self, path: &[String]) -> Vec<String> {
        let mut full = self.base();
        full.extend(path.iter().cloned());
        full
    }

    /// An id that no field has, that is not the beginning of one, and that does not begin with one.
    fn unique(&mut self, wanted: String) -> String {
        let mut id = wanted.clone();
        let mut n = 1;
        loop {
            let ends: Vec<usize> = id.match_indices('.').map(|(i, _)| i).collect();
            // A field that stands where this one's objects would be: another name for that object.
            let above = ends.iter().find(|end| self.ids.contains(&id[..**end])).copied();
            if above.is_none() && !self.ids.contains(&id) && !self.prefixes.contains(&id) {
                break;
            }
            n += 1;
            let at = ends.iter().find(|end| self.ids.contains(&wanted[..**end.min(&&wanted.len())])).copied();
            id = match at.or(above) {
                Some(end) if end <= wanted.len() => [&wanted[..end], &n.to_string(), &wanted[end..]].concat(),
                _ => [&*wanted, &n.to_string()].concat(),
            };
        }
        for (end, _) in id.match_indices('.') {
            self.prefixes.insert(id[..end].to_owned());
        }
        self.ids.insert(id.clone());
        id
    }

    /// The field that a condition names, seen from a place: the whole path, or its end where only one field has it.
    fn find(&self, name: &[String], from: &[String], group: Option<&str>) -> Option<Named> {
        let last = name.last()?;
        let candidates = self.by_last.get(last).map_or(&[][..], |c| c);
        let visible = |i: &&usize| self.known[**i].group.as_deref().is_none_or(|g| Some(g) == group);
        let ends_with = |i: &&usize| self.known[**i].path.ends_with(name);
        let fits: Vec<&usize> = candidates.iter().filter(visible).filter(ends_with).collect();
        // The nearest: as much of the way in common with the place as there is; then the shortest.
        let near = |i: &&usize| {
            let path = &self.known[**i].path;
            let common = path.iter().zip(from).take_while(|(a, b)| a == b).count();
            (path.len() != name.len(), std::cmp::Reverse(common), path.len())
        };
        let best = fits.into_iter().min_by_key(near)?;
        let known = &self.known[*best];
        let kind = match known.kind.info().value {
            ValueKind::Bool => Kind::Bool,
            ValueKind::Int => Kind::Number,
            ValueKind::Text => Kind::Text,
            ValueKind::Date => Kind::Date,
            ValueKind::Rows => Kind::Rows,
            _ => Kind::Other,
        };
        Some(Named { text: known.id.clone(), kind, parts: known.parts.clone(), guarded: true })
    }
}

/// A name with the least number that makes it fit.
fn numbered(name: &str, fits: impl Fn(&str) -> bool) -> String {
    let mut out = name.to_owned();
    let mut n = 1;
    while !fits(&out) {
        n += 1;
        out = [name, &n.to_string()].concat();
    }
    out
}

/// Whether a value says nothing: absent in all but name.
pub(super) fn is_idle(json: &Json) -> bool {
    match json {
        Json::Null | Json::Bool(false) => true,
        Json::Text(t) => t.trim().is_empty(),
        Json::Array(items) => items.iter().all(is_idle),
        Json::Object(entries) => entries.iter().all(|(_, v)| is_idle(v)),
        _ => false,
    }
}

/// A bound that need not be whole, as one that is: `round` up for the least and down for the greatest.
pub(super) fn whole_number(json: &Json, least: bool) -> Option<(i64, bool)> {
    let number = match json {
        Json::Int(n) => return (n.abs() <= MAX_SAFE_INTEGER).then_some((*n, false)),
        Json::Float(f) => *f,
        Json::Text(t) => t.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    let whole = if least { number.ceil() } else { number.floor() };
    (whole.abs() <= MAX_SAFE_INTEGER as f64).then_some((whole as i64, whole != number))
}

/// A message for a check that the source has none for.
pub(super) fn message_for(label: &str) -> String {
    ["“", label, "”: ghi chưa đúng dạng mà biểu mẫu yêu cầu."].concat()
}

/// A message for a day that a date must keep to: `None` if the bound is no day.
pub(super) fn message_of_bound(label: &str, op: Op, day: &str) -> Option<String> {
    let day = day.parse::<PartialDate>().ok().filter(|d| d.to_day().is_some())?.to_vietnamese();
    let must = match op {
        Op::Ge => "không được trước ngày ",
        Op::Le => "không được sau ngày ",
        Op::Gt => "phải sau ngày ",
        _ => "phải trước ngày ",
    };
    Some(["“", label, "”: ", must, &day, "."].concat().replace(['{', '}'], ""))
}

/// Options as they may stand in a definition, and whether they had to be changed.
pub(super) fn options(raw: impl IntoIterator<Item = (String, String)>) -> (Vec<Choice>, bool) {
    let (mut out, mut seen, mut changed) = (Vec::new(), BTreeSet::new(), false);
    for (value, label) in raw {
        if out.len() >= MAX_OPTIONS {
            changed = true;
            break;
        }
        let tidy: String =
            crate::text::clean(&value).chars().filter(|c| !definition::parse::is_bad(*c)).take(64).collect();
        let tidy = tidy.trim().to_owned();
        changed |= tidy != value;
        let Some((label, trimmed)) = words::line(&label).or_else(|| words::line(&tidy)) else {
            changed = true;
            continue;
        };
        changed |= trimmed;
        if tidy.is_empty() || !seen.insert(tidy.clone()) {
            changed = true;
            continue;
        }
        out.push(Choice { value: tidy, label });
    }
    (out, changed)
}
