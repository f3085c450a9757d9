//! The data of a dossier by themselves, as a portal's back end gets them: read strictly, checked like a dossier, written.

use crate::{
    definition::{Definition, FieldIx, FieldType, value_from_json, value_to_json},
    json::{Json, push_token},
    rules::{Authority, Env},
    text::date::Day,
    value::Value,
};
use std::rc::Rc;

use super::{Shown, View, is_blank};

/// Why data are not of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataErrorCode {
    /// A key that no field has.
    UnknownKey,
    /// Not a value of the field's type in its stored form: empty texts, objects and lists are left out, texts trimmed.
    WrongType,
}

impl DataErrorCode {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            DataErrorCode::UnknownKey => "data.unknown-key",
            DataErrorCode::WrongType => "data.type",
        }
    }
}

/// One place where data are not of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// Why.
    pub code: DataErrorCode,
    /// JSON pointer.
    pub pointer: String,
}

/// A row: its id, and the values of its columns in their order; of a group in a group, the row there that it is in.
#[derive(Clone, Debug)]
struct Row {
    id: Rc<str>,
    cells: Vec<Option<Value>>,
    outer: usize,
}

/// Answers to a definition, without casting and units.
#[derive(Clone, Debug)]
pub struct Data {
    values: Vec<Option<Value>>,
    /// Of each group its rows.
    rows: Vec<Vec<Row>>,
    /// Of each column: its group, and which of its columns it is.
    columns: Vec<Option<(FieldIx, usize)>>,
    today: Day,
}

impl Data {
    /// No answers at all.
    pub fn empty(def: &Definition, today: Day) -> Data {
        let mut columns = vec![None; def.fields.len()];
        for (i, _) in def.fields.iter().enumerate().filter(|(_, f)| f.kind == FieldType::Group) {
            let group = FieldIx(i as u16);
            for (at, column) in def.columns(group).enumerate() {
                columns[column.0 as usize] = Some((group, at));
            }
        }
        let rows = def.fields.iter().map(|_| Vec::new()).collect();
        Data { values: vec![None; def.fields.len()], rows, columns, today }
    }

    /// Reads exported data, in the form in which they are exported.
    ///
    /// # Errors
    /// Every place that does not belong to the definition.
    pub fn read(def: &Definition, json: &Json, today: Day) -> Result<Data, Vec<DataError>> {
        Data::read_by(def, json, today, strict)
    }

    /// Reads data that somebody else has kept or written: texts need not be trimmed, lists may be empty.
    ///
    /// # Errors
    /// Every place that does not belong to the definition.
    pub fn read_kept(def: &Definition, json: &Json, today: Day) -> Result<Data, Vec<DataError>> {
        Data::read_by(def, json, today, |_| true)
    }

    fn read_by(def: &Definition, json: &Json, today: Day, fits: fn(&Json) -> bool) -> Result<Data, Vec<DataError>> {
        let mut reader = Reader { def, data: Data::empty(def, today), errors: Vec::new(), fits };
        reader.object(json, "", "", None);
        if reader.errors.is_empty() { Ok(reader.data) } else { Err(reader.errors) }
    }

    /// Sets the answer of a field outside groups.
    pub fn set(&mut self, field: FieldIx, value: Option<Value>) {
        if let Some(slot) = self.values.get_mut(field.0 as usize) {
            *slot = value;
        }
    }
}

struct Reader<'d> {
    def: &'d Definition,
    data: Data,
    errors: Vec<DataError>,
    /// Whether the form of a value will do.
    fits: fn(&Json) -> bool,
}

impl Reader<'_> {
    fn refuse(&mut self, code: DataErrorCode, pointer: &str) {
        self.errors.push(DataError { code, pointer: pointer.to_owned() });
    }

    /// Reads the fields whose ids begin with `prefix`; in a row (group, number) its columns.
    fn object(&mut self, json: &Json, prefix: &str, pointer: &str, row: Option<(FieldIx, usize)>) {
        let Json::Object(entries) = json else { return self.refuse(DataErrorCode::WrongType, pointer) };
        for (key, value) in entries {
            let id = if prefix.is_empty() { key.to_string() } else { [prefix, ".", key].concat() };
            let mut here = pointer.to_owned();
            push_token(&mut here, key);
            let found = self.def.field(&id).filter(|(_, f)| f.group == row.map(|(g, _)| g));
            match found {
                Some((ix, field)) if field.kind == FieldType::Group => self.group(ix, &id, value, &here, row),
                Some((ix, field)) => match (self.fits)(value).then(|| value_from_json(field, value).ok()).flatten() {
                    Some(value) => self.put(ix, row, value),
                    None => self.refuse(DataErrorCode::WrongType, &here),
                },
                // Part of longer ids, or nothing.
                None if row.is_none() && self.has_prefix(&id) => self.object(value, &id, &here, None),
                None => self.refuse(DataErrorCode::UnknownKey, &here),
            }
        }
    }

    fn has_prefix(&self, id: &str) -> bool {
        let prefix = [id, "."].concat();
        let ids = &self.def.plan.by_id;
        let at = ids.partition_point(|ix| *self.def.fields[ix.0 as usize].id < *prefix);
        ids.get(at).is_some_and(|ix| self.def.fields[ix.0 as usize].id.starts_with(&prefix))
    }

    fn group(&mut self, group: FieldIx, id: &str, json: &Json, pointer: &str, around: Option<(FieldIx, usize)>) {
        let Json::Array(rows) = json else { return self.refuse(DataErrorCode::WrongType, pointer) };
        if rows.is_empty() && !(self.fits)(json) {
            return self.refuse(DataErrorCode::WrongType, pointer);
        }
        let columns = self.def.columns(group).count();
        for (i, row) in rows.iter().enumerate() {
            let there = &mut self.data.rows[group.0 as usize];
            let at = there.len();
            let (id_of_row, outer) = (["r", &(at + 1).to_string()].concat().into(), around.map_or(0, |(_, row)| row));
            there.push(Row { id: id_of_row, cells: vec![None; columns], outer });
            let here = [pointer, "/", &i.to_string()].concat();
            self.object(row, id, &here, Some((group, at)));
        }
    }

    fn put(&mut self, ix: FieldIx, row: Option<(FieldIx, usize)>, value: Value) {
        match row {
            None => self.data.values[ix.0 as usize] = Some(value),
            Some((group, row)) => {
                let cells = self.data.rows[group.0 as usize].get_mut(row).map(|row| &mut row.cells);
                let column = self.data.columns[ix.0 as usize].map_or(0, |(_, at)| at);
                if let Some(slot) = cells.and_then(|c| c.get_mut(column)) {
                    *slot = Some(value);
                }
            }
        }
    }
}

/// Whether JSON is in the form in which it is written: texts trimmed, nothing empty.
fn strict(json: &Json) -> bool {
    match json {
        Json::Text(t) => !t.is_empty() && t.trim() == &**t,
        Json::Array(items) => !items.is_empty() && items.iter().all(strict),
        Json::Object(entries) => !entries.is_empty() && entries.iter().all(|(_, v)| strict(v)),
        _ => true,
    }
}

impl Env for Data {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.values.get(field.0 as usize)?.as_ref()
    }

    fn rows(&self, group: FieldIx) -> usize {
        self.rows.get(group.0 as usize).map_or(0, Vec::len)
    }

    fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize> {
        let rows = self.rows.get(group.0 as usize).map_or(&[][..], Vec::as_slice);
        rows.partition_point(|row| row.outer < outer)..rows.partition_point(|row| row.outer <= outer)
    }

    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.rows.get(group.0 as usize).and_then(|rows| rows.get(row)).map_or("", |row| &row.id)
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        let (group, at) = (*self.columns.get(column.0 as usize)?)?;
        self.rows.get(group.0 as usize)?.get(row)?.cells.get(at)?.as_ref()
    }

    fn today(&self) -> Day {
        self.today
    }

    fn authority(&self, _: Authority, _: &str) -> Option<String> {
        None
    }

    fn same_person(&self, _: &str, _: &str) -> Option<bool> {
        None
    }
}

/// The data of a dossier: nested along the dots of the ids, in form order, without what is hidden or empty.
pub fn export(def: &Definition, env: &dyn Env) -> Json {
    let shown = Shown::new(def, env);
    export_shown(def, &View { env, shown: &shown })
}

/// The same, where what is shown is known.
pub fn export_shown(def: &Definition, view: &View<'_>) -> Json {
    let mut out = Json::Object(Vec::new());
    for (i, field) in def.fields.iter().enumerate().filter(|(_, f)| f.group.is_none()) {
        let ix = FieldIx(i as u16);
        let value = match field.kind {
            FieldType::Group => rows(def, view, ix, 0..view.rows(ix)),
            _ => view.value(ix).filter(|v| !is_blank(v)).map(value_to_json),
        };
        if let Some(value) = value {
            out.insert_dotted(&field.id, value);
        }
    }
    out
}

/// Some rows of a group; `None` when there are none.
fn rows(def: &Definition, view: &View<'_>, group: FieldIx, numbers: std::ops::Range<usize>) -> Option<Json> {
    let row = |row: usize| {
        let cell = |column: FieldIx| {
            let field = def.fields.get(column.0 as usize)?;
            let value = match field.kind {
                FieldType::Group => rows(def, view, column, view.rows_in(column, row))?,
                _ => value_to_json(view.cell(column, row).filter(|v| !is_blank(v))?),
            };
            Some((field.local_id().into(), value))
        };
        Json::Object(def.columns(group).filter_map(cell).collect())
    };
    let all: Vec<Json> = numbers.map(row).collect();
    (!all.is_empty()).then_some(Json::Array(all))
}
