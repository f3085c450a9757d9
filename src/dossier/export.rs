//! The dossier as a file: versioned JSON with answers, origins, casting, records and the version of the definition.
//!
//! Old versions are read for ever, newer ones are refused untouched (invariant 7). The `data` part is what a portal's
//! back end reads, and is derived: on opening, answers come from `answers` and `records`.

use super::{Answer, AnswerState, Dossier, Given, GivenRecord, Hand, ImportError, Mention, Person, State, derive};
use crate::{
    definition::{
        self, Definition, Field, FieldIx, FieldType, Path,
        diff::{moved, moved_group},
    },
    json::{Json, JsonErrorCode, Limits, push_token},
    prefill::{Origin, OriginSource, Transform},
    record::{self, HOLDER, Record, RecordKind, StatedError},
    rules::Env,
    text::date::Day,
    validate::{self, Data},
    value::Value,
};
use std::{ops::Range, rc::Rc};

/// Version of the format written here.
pub const FORMAT: i64 = 2;

const STATES: &[(AnswerState, &str)] = &[
    (AnswerState::Empty, "empty"),
    (AnswerState::Proposed, "proposed"),
    (AnswerState::Confirmed, "confirmed"),
    (AnswerState::Edited, "edited"),
    (AnswerState::Computed, "computed"),
    (AnswerState::Conflict, "conflict"),
    (AnswerState::Stale, "stale"),
    (AnswerState::Locked, "locked"),
];

impl AnswerState {
    /// Stable code, as stored.
    pub fn code(self) -> &'static str {
        STATES.iter().find(|(s, _)| *s == self).map_or("empty", |(_, c)| c)
    }

    fn from_code(code: &str) -> Option<Self> {
        STATES.iter().find(|(_, c)| *c == code).map(|(s, _)| *s)
    }
}

impl Origin {
    /// As JSON: `source` is `record`, `casting`, `answer`, `computed` or `typed`.
    pub fn to_json(&self) -> Json {
        let mut entries = match &self.source {
            OriginSource::Record { record, kind, person, part } => vec![
                ("source", Json::text("record")),
                ("record", Json::Text(record.clone())),
                ("kind", Json::Text(kind.clone())),
                ("person", Json::Text(person.clone())),
                ("part", Json::Text(part.clone())),
            ],
            OriginSource::Casting { of, to } => {
                vec![("source", Json::text("casting")), ("of", Json::Text(of.clone())), ("to", Json::Text(to.clone()))]
            }
            OriginSource::Answer(path) => vec![("source", Json::text("answer")), ("path", Json::text(path.as_str()))],
            OriginSource::Computed(from) => vec![
                ("source", Json::text("computed")),
                ("from", Json::Array(from.iter().map(|p| Json::text(p.as_str())).collect())),
            ],
            OriginSource::Form => vec![("source", Json::text("form"))],
            OriginSource::Typed => vec![("source", Json::text("typed"))],
        };
        if let Some(on) = self.on {
            entries.push(("on", Json::text(&on.to_string())));
        }
        if !self.steps.is_empty() {
            let step = |s: &Transform| {
                let mut entries = vec![("code", Json::Text(s.code.clone()))];
                entries.extend(s.before.clone().map(|b| ("before", Json::Text(b))));
                entries.extend(s.law.clone().map(|l| ("law", Json::Text(l))));
                Json::object(entries)
            };
            entries.push(("steps", Json::Array(self.steps.iter().map(step).collect())));
        }
        Json::object(entries)
    }

    fn from_json(json: &Json) -> Option<Self> {
        let text = |key: &str| json.get(key).and_then(Json::as_text).cloned();
        let source = match &*text("source")? {
            "record" => OriginSource::Record {
                record: text("record")?,
                kind: text("kind")?,
                person: text("person")?,
                part: text("part")?,
            },
            "casting" => OriginSource::Casting { of: text("of")?, to: text("to")? },
            "answer" => OriginSource::Answer(Path::field(&text("path")?)),
            "computed" => {
                let from = json.get("from").map_or(&[][..], Json::items);
                OriginSource::Computed(from.iter().filter_map(Json::as_text).map(|p| Path::field(p)).collect())
            }
            "form" => OriginSource::Form,
            "typed" => OriginSource::Typed,
            _ => return None,
        };
        let step = |s: &Json| {
            let text = |key: &str| s.get(key).and_then(Json::as_text).cloned();
            Some(Transform { code: text("code")?, before: text("before"), law: text("law") })
        };
        let steps = json.get("steps").map_or(&[][..], Json::items).iter().filter_map(step).collect();
        Some(Origin { source, on: text("on").and_then(|d| d.parse().ok()), steps })
    }
}

impl Dossier {
    /// The versioned JSON of the dossier: answers, origins, casting, definition version.
    pub fn export(&self) -> String {
        let base = self.state.base();
        let texts = |ids: &[Rc<str>]| Json::Array(ids.iter().cloned().map(Json::Text).collect());
        let mut written = Vec::new();
        for (path, answer) in self.answers() {
            let by_hand = self.state.hand(path.as_str()).is_some();
            if answer.value.is_none() && !by_hand {
                continue;
            }
            let mut entries = Vec::new();
            entries.extend(answer.value.as_ref().map(|v| ("value", definition::value_to_json(v))));
            entries.push(("state", Json::text(answer.state.code())));
            entries.extend(answer.origin.as_ref().map(|o| ("origin", o.to_json())));
            written.push((path.as_str(), Json::object(entries)));
        }
        let people = base.people.iter().map(|p| {
            Json::object([
                ("id", Json::Text(p.id.clone())),
                ("name", Json::Text(p.name.clone())),
                ("records", Json::Array(p.mentions.iter().map(mention).collect())),
            ])
        });
        let record = |(id, r): &(Rc<str>, Rc<Record>)| {
            Json::object([("id", Json::Text(id.clone()))].into_iter().chain(r.stored()))
        };
        let records = base.records.iter().map(record);
        let mut file = vec![
            ("troly-dossier", Json::Int(FORMAT)),
            (
                "definition",
                Json::object([
                    ("id", Json::Text(self.definition.id.clone())),
                    ("version", Json::Text(self.definition.version.clone())),
                ]),
            ),
            ("savedOn", Json::text(&crate::text::date::PartialDate::from(self.today).to_string())),
            ("data", self.data_json()),
            ("answers", Json::object(written)),
            ("rows", Json::object(base.rows.iter().map(|(g, rows)| (&**g, texts(rows))))),
            ("casting", Json::object(base.casting.iter().map(|(r, people)| (&**r, texts(people))))),
            ("people", Json::Array(people.collect())),
            ("records", Json::Array(records.collect())),
            (
                "choices",
                Json::Array(
                    base.choices
                        .iter()
                        .map(|(old, code)| {
                            Json::object([("address", Json::Text(old.clone())), ("commune", Json::Text(code.clone()))])
                        })
                        .collect(),
                ),
            ),
        ];
        // Hardly any dossier has such: the format is as it was without it.
        if !base.lost.is_empty() {
            file.push(("lost", Json::Object(base.lost.clone())));
        }
        Json::object(file).to_text()
    }

    /// What a portal's back end gets: the data alone, nested, as the derived schema says; hidden answers are left out.
    pub fn data(&self) -> String {
        self.data_json().to_text()
    }

    pub(super) fn data_json(&self) -> Json {
        let shown = self.derived.checks.shown();
        validate::export_shown(&self.definition, &validate::View { env: self, shown })
    }

    /// Opens an exported dossier.
    ///
    /// Records are read again by the importers of today; what the person typed, confirmed or took back is restored as
    /// it was; what had been filled but cannot be derived any more is kept as it stands, with its origin.
    ///
    /// # Errors
    /// [`ImportError`] when it is not a dossier, not of this procedure, damaged, or of a newer version.
    pub fn import(definition: Rc<Definition>, today: Day, json: &str) -> Result<Self, ImportError> {
        let json = Json::parse_with(json, &Limits::DOSSIER).map_err(|e| match e.code {
            JsonErrorCode::Syntax if e.pointer.is_empty() => ImportError::NotADossier,
            _ => ImportError::Damaged { pointer: e.pointer },
        })?;
        let version = json.get("troly-dossier").ok_or(ImportError::NotADossier)?;
        match version.as_int() {
            Some(1..=FORMAT) => {}
            Some(found) if found > FORMAT => return Err(ImportError::Newer { found }),
            _ => return Err(damaged("/troly-dossier")),
        }
        let id = json.get_dotted("definition.id").and_then(Json::as_text).ok_or_else(|| damaged("/definition/id"))?;
        if *id != definition.id {
            return Err(ImportError::OtherProcedure { found: id.to_string() });
        }
        let mut dossier = Dossier::new(definition, today);
        dossier.state = read_state(&json, &dossier)?;
        dossier.refresh();
        dossier.keep_lost(&json)?;
        Ok(dossier)
    }

    /// Opens bare data, as a back end keeps it and the derived schema describes it: everything counts as typed.
    ///
    /// # Errors
    /// [`ImportError`] when it is not a JSON object, or something in it is not an answer of this form.
    pub fn from_data(definition: Rc<Definition>, today: Day, json: &str) -> Result<Self, ImportError> {
        let json = Json::parse(json).map_err(|e| ImportError::Damaged { pointer: e.pointer })?;
        if !matches!(json, Json::Object(_)) {
            return Err(ImportError::NotADossier);
        }
        let mut dossier = Dossier::new(definition.clone(), today);
        dossier.state = State::default(); // the data say which rows there are
        read_data(&definition, &mut dossier.state, &json, today)?;
        dossier.refresh();
        Ok(dossier)
    }

    /// Reads what a page gives, for [`super::PeopleAction::Give`]: answers, as the derived schema says, of all boxes or of some; or a
    /// record or several of what it knows of people (see [`record::stated`]), where `"plays": "ROLE"` says who has a role.
    ///
    /// # Errors
    /// [`ImportError`] when it is not a JSON object, or something in it is not an answer of this form.
    pub fn given(definition: &Definition, today: Day, json: &str) -> Result<Given, ImportError> {
        let json = Json::parse(json).map_err(|e| ImportError::Damaged { pointer: e.pointer })?;
        if let Some(records) = given_records(definition, &json)? {
            return Ok(Given { records, ..Given::default() });
        }
        let data = Data::read(definition, &json, today).map_err(|errors| {
            let pointer = errors.into_iter().next().map(|e| e.pointer).unwrap_or_default();
            if pointer.is_empty() { ImportError::NotADossier } else { ImportError::Damaged { pointer } }
        })?;
        let tops = (0..definition.fields.len()).map(|i| FieldIx(i as u16));
        let tops = tops.filter(|ix| definition.fields[ix.0 as usize].group.is_none());
        Ok(given(definition, &data, &mut { tops }, None))
    }

    /// Answers in the file that the records of today no longer give: kept as they were.
    fn keep_lost(&mut self, json: &Json) -> Result<(), ImportError> {
        let mut lost = Vec::new();
        for (path, hand) in read_answers(json, self, true)? {
            let now = self.answer(&path);
            // An address waits for the unit data; it will be derived again when that arrives.
            let waiting = now.is_some_and(|a: &Answer| a.empty == Some(crate::prefill::EmptyReason::Loading));
            if now.is_some_and(|a| a.value.is_none()) && !waiting && self.state.hand(path.as_str()).is_none() {
                lost.push((path, hand));
            }
        }
        if !lost.is_empty() {
            for (path, hand) in lost {
                self.state.set(path, Some(hand));
            }
            self.refresh();
        }
        Ok(())
    }
}

/// The records that a page gives; `None` when it gives something else.
fn given_records(definition: &Definition, json: &Json) -> Result<Option<Vec<GivenRecord>>, ImportError> {
    let several = matches!(json, Json::Array(_));
    let all = if several { json.items() } else { std::slice::from_ref(json) };
    if all.is_empty() || all.iter().any(|r| r.get("troly-record").is_none()) {
        return Ok(None);
    }
    let mut records = Vec::new();
    for (i, json) in all.iter().enumerate() {
        let base = if several { format!("/{i}") } else { String::new() };
        let damaged = |pointer: &str| ImportError::Damaged { pointer: [&base, pointer].concat() };
        let record = record::read_stated(&json.to_text()).map_err(|e| match e {
            StatedError::NotARecord => damaged(""),
            StatedError::Newer { found } => ImportError::Newer { found },
            StatedError::Damaged { pointer } => damaged(&pointer),
        })?;
        // A page says what it knows itself; papers of the citizen come by the citizen's hand.
        if record.kind != RecordKind::Host {
            return Err(damaged("/kind"));
        }
        let mut plays = Vec::new();
        for (n, person) in json.get("people").map_or(&[][..], Json::items).iter().enumerate() {
            let (Some(role), Some(id)) = (person.get("plays"), person.get("id").and_then(Json::as_text)) else {
                continue;
            };
            let role = role.as_text().filter(|role| definition.role(role).is_some());
            plays.push((id.clone(), role.ok_or_else(|| damaged(&format!("/people/{n}/plays")))?.clone()));
        }
        records.push((record, plays));
    }
    Ok(Some(records))
}

/// What data say of some fields: of those outside groups, or of the columns in a row.
fn given(def: &Definition, data: &Data, fields: &mut dyn Iterator<Item = FieldIx>, row: Option<usize>) -> Given {
    let mut given = Given::default();
    for ix in fields {
        let field = &def.fields[ix.0 as usize];
        if field.kind == FieldType::Group {
            let numbers = row.map_or_else(|| 0..data.rows(ix), |row| data.rows_in(ix, row));
            let rows = numbers.map(|row| self::given(def, data, &mut def.columns(ix), Some(row)));
            given.rows.push((field.id.clone(), rows.collect()));
        } else {
            let value = row.map_or_else(|| data.value(ix), |row| data.cell(ix, row));
            let id: Rc<str> = if row.is_some() { field.local_id().into() } else { field.id.clone() };
            given.answers.extend(value.map(|value| (id, value.clone())));
        }
    }
    given
}

fn damaged(pointer: &str) -> ImportError {
    ImportError::Damaged { pointer: pointer.into() }
}

fn at(base: &str, token: &str) -> ImportError {
    let mut pointer = base.to_string();
    push_token(&mut pointer, token);
    ImportError::Damaged { pointer }
}

fn texts(json: &Json, base: &str, token: &str) -> Result<Vec<Rc<str>>, ImportError> {
    json.items().iter().map(|t| t.as_text().cloned().ok_or_else(|| at(base, token))).collect()
}

fn read_state(json: &Json, dossier: &Dossier) -> Result<State, ImportError> {
    let mut state = State::default();
    let base = state.edit();
    let list = |key: &str| json.get(key).map_or(&[][..], Json::items);
    for (i, entry) in list("records").iter().enumerate() {
        let bad = || at("/records", &i.to_string());
        let text = |key: &str| entry.get(key).and_then(Json::as_text).ok_or_else(bad);
        let record = Record::from_stored(entry).map_err(|e| match e {
            StatedError::Newer { found } => ImportError::Newer { found },
            _ => bad(),
        })?;
        base.records.push((text("id")?.clone(), Rc::new(record)));
    }
    for (i, entry) in list("people").iter().enumerate() {
        let bad = || at("/people", &i.to_string());
        let text = |key: &str| entry.get(key).and_then(Json::as_text).cloned().ok_or_else(bad);
        let mentions = texts(entry.get("records").ok_or_else(bad)?, "/people", &i.to_string())?;
        let mentions = mentions.iter().filter_map(|m| read_mention(&base.records, m)).collect();
        base.people.push(Person { id: text("id")?, name: text("name")?, mentions });
    }
    let map = |key: &str| json.get(key).map_or(&[][..], Json::entries);
    for (role, people) in map("casting") {
        let mut people = texts(people, "/casting", role)?;
        people.retain(|p| base.people.iter().any(|known| known.id == *p));
        if dossier.definition.role(role).is_some() {
            base.casting.insert(role.clone(), people);
        }
    }
    for (key, rows) in map("rows") {
        // Of a group in a group: with the row around it.
        let (group, outer) = key.split_once('/').map_or((&**key, None), |(group, outer)| (group, Some(outer)));
        let now = moved_group(&dossier.definition, group).unwrap_or_else(|| group.into());
        let now = outer.map_or_else(|| now.clone(), |outer| [&*now, "/", outer].concat().into());
        base.rows.insert(now, texts(rows, "/rows", key)?);
    }
    for (i, choice) in list("choices").iter().enumerate() {
        let bad = || at("/choices", &i.to_string());
        let text = |key: &str| choice.get(key).and_then(Json::as_text).cloned().ok_or_else(bad);
        base.choices.insert(text("address")?, text("commune")?);
    }
    // Ids that are given out from now on must not meet any that are in use.
    let ids = base
        .records
        .iter()
        .map(|(id, _)| id)
        .chain(base.people.iter().map(|p| &p.id))
        .chain(base.rows.values().flatten());
    base.next = ids.filter_map(|id| id.get(1..)?.parse::<u32>().ok()).max().unwrap_or(0).min(u32::MAX - 1_000_000);
    base.lost = read_lost(json, dossier);
    for (path, hand) in read_answers(json, dossier, false)? {
        state.set(path, Some(hand));
    }
    Ok(state)
}

/// `r1`, or of others than whom the record is about before all `r1/mother`.
fn mention(mention: &Mention) -> Json {
    match &*mention.subject {
        HOLDER => Json::Text(mention.record.clone()),
        subject => Json::Text([&*mention.record, "/", subject].concat().into()),
    }
}

/// Of a record that is there, and somebody in it.
fn read_mention(records: &[(Rc<str>, Rc<Record>)], text: &str) -> Option<Mention> {
    let (record, subject) = text.split_once('/').unwrap_or((text, HOLDER));
    let (id, record) = records.iter().find(|(id, _)| **id == *record)?;
    let subject = record.subjects().into_iter().find(|s| ***s == *subject)?;
    Some(Mention { record: id.clone(), subject: subject.clone() })
}

/// Where an answer of the file belongs in this version of the form.
fn place<'d>(dossier: &'d Dossier, key: &str) -> Option<(Path, &'d Field)> {
    let path = moved(&dossier.definition, &Path::field(key))?;
    let field = dossier.definition.field_at(&path)?.1;
    Some((path, field))
}

/// A value of the file, in its field.
fn value_in(field: &Field, json: &Json) -> Option<Value> {
    match (definition::value_from_json(field, json), field.kind, json) {
        (Ok(value), ..) => Some(value),
        // Typed, but not readable yet: a draft keeps it as it was typed.
        (_, FieldType::Date | FieldType::Integer | FieldType::Money | FieldType::Number, Json::Text(typed)) => {
            Some(Value::Text(typed.clone()))
        }
        _ => None,
    }
}

/// Whether a file was written under another version of the definition.
fn is_other_version(json: &Json, definition: &Definition) -> bool {
    let version = json.get_dotted("definition.version").and_then(Json::as_text);
    version.is_some_and(|version| *version != definition.version)
}

/// What the person gave under another version, and this one has no box for.
fn read_lost(json: &Json, dossier: &Dossier) -> Vec<(Rc<str>, Json)> {
    let before = json.get("lost").map_or(&[][..], Json::entries).iter().cloned();
    let answers = json.get("answers").map_or(&[][..], Json::entries).iter();
    let by_hand = answers.filter(|(_, entry)| {
        let state = entry.get("state").and_then(Json::as_text).and_then(|s| AnswerState::from_code(s));
        matches!(state, Some(AnswerState::Edited | AnswerState::Confirmed))
    });
    let homeless = by_hand.filter_map(|(key, entry)| {
        let value = entry.get("value")?;
        let found = place(dossier, key).and_then(|(_, field)| value_in(field, value));
        found.is_none().then(|| (key.clone(), value.clone()))
    });
    before.chain(homeless).collect()
}

/// The answers of the file: those given by hand, or all of them.
fn read_answers(json: &Json, dossier: &Dossier, all: bool) -> Result<Vec<(Path, Hand)>, ImportError> {
    let other_version = is_other_version(json, &dossier.definition);
    let mut answers = Vec::new();
    for (key, entry) in json.get("answers").map_or(&[][..], Json::entries) {
        let bad = || at("/answers", key);
        let state =
            entry.get("state").and_then(Json::as_text).and_then(|s| AnswerState::from_code(s)).ok_or_else(bad)?;
        let Some((path, field)) = place(dossier, key) else { continue };
        let value = match entry.get("value") {
            None => None,
            Some(json) => match value_in(field, json) {
                Some(value) => Some(value),
                None if other_version => continue,
                None => return Err(bad()),
            },
        };
        let by_hand = matches!(state, AnswerState::Edited | AnswerState::Confirmed) || value.is_none();
        if by_hand || all {
            let origin = entry.get("origin").and_then(Origin::from_json).filter(|o| o.source != OriginSource::Typed);
            answers.push((path, Hand { value, state, origin }));
        }
    }
    Ok(answers)
}

/// Puts the answers of bare data into the state, as typed.
fn read_data(definition: &Definition, state: &mut State, json: &Json, today: Day) -> Result<(), ImportError> {
    let data = Data::read_kept(definition, json, today).map_err(|errors| ImportError::Damaged {
        pointer: errors.into_iter().next().map(|e| e.pointer).unwrap_or_default(),
    })?;
    for (i, field) in definition.fields.iter().enumerate().filter(|(_, f)| f.group.is_none()) {
        let ix = FieldIx(i as u16);
        if field.kind == FieldType::Group {
            put_rows(definition, state, &data, (ix, None), 0..data.rows(ix));
        } else if let Some(value) = data.value(ix) {
            state.set(Path::field(&field.id), Some(Hand::typed(Some(value.clone()))));
        }
    }
    Ok(())
}

/// Adds rows of a group, or of a group in a row of another.
fn put_rows(
    definition: &Definition,
    state: &mut State,
    data: &Data,
    (group, outer): (FieldIx, Option<&str>),
    numbers: Range<usize>,
) {
    let Some(field) = definition.fields.get(group.0 as usize) else { return };
    let key = derive::rows_key(field, outer);
    for number in numbers {
        let row = state.edit().add_row(&key);
        for column in definition.columns(group) {
            let Some(cell) = definition.fields.get(column.0 as usize) else { continue };
            if cell.kind == FieldType::Group {
                put_rows(definition, state, data, (column, Some(&row)), data.rows_in(column, number));
            } else if let Some(value) = data.cell(column, number) {
                let path = Path::cell(&field.id, &row, cell.local_id());
                state.set(path, Some(Hand::typed(Some(value.clone()))));
            }
        }
    }
}
