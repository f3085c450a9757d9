//! What is shown: sections, fields and cells, from their conditions.

use crate::{
    address::AddressBook,
    definition::{Definition, Field, FieldIx, When},
    rules::{Authority, Env, Expr},
    text::date::Day,
    value::Value,
};

/// What is shown now. A field is shown when its section, its group and itself are; a condition that is missing is not true.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    fields: Vec<bool>,
    /// Hidden cells of columns with a condition of their own, sorted.
    cells: Vec<(FieldIx, u32)>,
}

/// Answers without the hidden ones.
pub struct View<'a> {
    /// All answers.
    pub env: &'a dyn Env,
    /// What is shown.
    pub shown: &'a Shown,
}

impl View<'_> {
    /// The province that is chosen for the commune in a box (of a column: in this row), if it must lie in one.
    pub fn province(&self, def: &Definition, field: &Field, row: Option<usize>) -> Option<&Value> {
        let ix = field.within?;
        match row.filter(|_| def.fields[ix.0 as usize].group.is_some()) {
            Some(row) => self.cell(ix, row),
            None => self.value(ix),
        }
    }
}

impl Env for View<'_> {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        if self.shown.field(field) { self.env.value(field) } else { None }
    }

    fn rows(&self, group: FieldIx) -> usize {
        if self.shown.field(group) { self.env.rows(group) } else { 0 }
    }

    fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize> {
        if self.shown.cell(group, outer) { self.env.rows_in(group, outer) } else { 0..0 }
    }

    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.env.row_id(group, row)
    }

    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        if self.shown.cell(column, row) { self.env.cell(column, row) } else { None }
    }

    fn today(&self) -> Day {
        self.env.today()
    }

    fn authority(&self, kind: Authority, commune: &str) -> Option<String> {
        self.env.authority(kind, commune)
    }

    fn units(&self) -> Option<&dyn AddressBook> {
        self.env.units()
    }

    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        self.env.same_person(a, b)
    }
}

/// Whether a condition is true; one that fails or is missing is not.
pub(super) fn is_true(expr: &Expr, def: &Definition, env: &dyn Env, row: Option<(FieldIx, usize)>) -> bool {
    expr.holds(def, env, row) == Ok(Some(true))
}

impl Shown {
    /// Works out everything.
    pub fn new(def: &Definition, env: &dyn Env) -> Shown {
        let mut shown = Shown { fields: vec![true; def.fields.len()], cells: Vec::new() };
        for &ix in &def.plan.conditional {
            shown.update(def, env, ix);
        }
        shown
    }

    /// Whether a field is shown; of a column, whether its group and its own constant condition let it.
    pub fn field(&self, ix: FieldIx) -> bool {
        self.fields.get(ix.0 as usize).copied().unwrap_or(false)
    }

    /// Whether a cell is shown.
    pub fn cell(&self, column: FieldIx, row: usize) -> bool {
        self.field(column) && self.cells.binary_search(&(column, row as u32)).is_err()
    }

    /// Whether a section is shown.
    pub fn section(&self, def: &Definition, env: &dyn Env, section: &crate::definition::Section) -> bool {
        section.show.as_ref().is_none_or(|e| is_true(e, def, &View { env, shown: self }, None))
    }

    /// Works one field out again. What its condition needs must have been worked out before: the plan's order sees to it.
    pub(super) fn update(&mut self, def: &Definition, env: &dyn Env, ix: FieldIx) {
        let Some(field) = def.fields.get(ix.0 as usize) else { return };
        if self.fields.len() != def.fields.len() {
            self.fields.resize(def.fields.len(), true);
        }
        if def.plan.simply_shown(field, ix) {
            return; // as it was from the beginning
        }
        let section = def.plan.section_of[ix.0 as usize].as_ref();
        let view = View { env, shown: self };
        let mut visible = section.is_none_or(|e| is_true(e, def, &view, None));
        let mut hidden = Vec::new();
        match (&field.show, field.group) {
            (When::Never, _) => visible = false,
            (When::Always, None) => {}
            (When::If(expr), None) => visible = visible && is_true(expr, def, &view, None),
            (show, Some(group)) => {
                visible &= self.field(group);
                let outer = def.fields.get(group.0 as usize).and_then(|g| g.group);
                if visible && (outer.is_some() || *show != When::Always) {
                    let right = |row: &usize| match show {
                        When::If(expr) => is_true(expr, def, &view, Some((group, *row))),
                        _ => true,
                    };
                    let mut rows: Vec<usize> = (0..view.rows(group)).collect();
                    if let Some(outer) = outer {
                        // What is in a hidden group of a row is hidden: only these rows are there.
                        let there = (0..view.rows(outer)).flat_map(|o| view.rows_in(group, o));
                        let there: Vec<usize> = there.filter(right).collect();
                        rows.retain(|row| !there.contains(row));
                    } else {
                        rows.retain(|row| !right(row));
                    }
                    hidden.extend(rows.into_iter().map(|r| (ix, r as u32)));
                }
            }
        }
        if field.group.is_some_and(|g| matches!(field.show, When::If(_)) || def.fields[g.0 as usize].group.is_some()) {
            let start = self.cells.partition_point(|c| c.0 < ix);
            let end = self.cells.partition_point(|c| c.0 <= ix);
            self.cells.splice(start..end, hidden);
        }
        self.fields[ix.0 as usize] = visible;
    }
}
