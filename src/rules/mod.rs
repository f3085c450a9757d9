#![doc = include_str!("README.md")]

pub mod ast;
mod check;
mod error;
mod eval;
pub mod functions;
mod outside;
mod packed;
mod pattern;
pub mod possible;
#[cfg(test)]
mod tests;
pub mod types;

pub use check::Scope;
pub use error::{EvalError, ExprError, ExprErrorCode};
pub use eval::{Member, Run, Val};

use crate::{
    address::AddressBook,
    definition::{Definition, Field, FieldIx},
    text::date::Day,
    value::Value,
};
use std::{cell::Cell, fmt, rc::Rc};
use types::Type;

/// Longest expression, in bytes.
pub const MAX_LENGTH: usize = 2_000;
/// Deepest nesting, and longest chain of operators or selections: everything that walks an expression recurses so far.
pub const MAX_HEIGHT: u16 = 64;
/// Steps that one expression may take.
pub const MAX_STEPS: u32 = 100_000;

/// Which authority of a commune an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The People's Committee (civil status).
    Civil,
    /// The police (residence).
    Police,
}

/// The answers, as rules and checks see them. Fields are named by index: nothing is looked up by text while checking.
///
/// A hidden answer is to be given like any other: the checks themselves know what is hidden.
pub trait Env {
    /// The answer of a field outside groups.
    fn value(&self, field: FieldIx) -> Option<&Value>;
    /// Number of rows of a group.
    fn rows(&self, group: FieldIx) -> usize;
    /// Of a group that is a column of another: its rows in one row of the other. Rows of all rows are numbered together, those
    /// of one row one after the other.
    fn rows_in(&self, group: FieldIx, outer: usize) -> std::ops::Range<usize>;
    /// Stable id of a row.
    fn row_id(&self, group: FieldIx, row: usize) -> &str;
    /// The answer of a column in a row (rows count from 0).
    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value>;
    /// The day on which the form is checked.
    fn today(&self) -> Day;
    /// The authority of a commune, as forms address it; `None` when the commune is not known (yet).
    fn authority(&self, kind: Authority, commune: &str) -> Option<String>;
    /// The administrative units, once they are loaded. Whoever has none knows the form of a code and no more.
    fn units(&self) -> Option<&dyn AddressBook> {
        None
    }
    /// Whether the same person plays both roles; `None` when either has nobody.
    fn same_person(&self, a: &str, b: &str) -> Option<bool>;
    /// Whether the content of an attached file is at hand. Who has nothing but data says yes: it is with whoever keeps them.
    fn has_content(&self, _file: &str) -> bool {
        true
    }
}

/// A checked expression. Cheap to clone.
#[derive(Clone)]
pub struct Expr(Rc<Checked>);

struct Checked {
    source: Rc<str>,
    node: eval::Node,
    ty: Type,
    fields: Vec<FieldIx>,
    today: bool,
    casting: bool,
}

/// The same text over the same fields is the same expression.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.0.source == other.0.source && self.0.fields == other.0.fields && self.0.ty == other.0.ty
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.source)
    }
}

impl Expr {
    /// Reads and checks an expression that must give one of the types in `wanted` (bits of [`types`]).
    pub fn parse(text: &str, scope: &Scope<'_>, wanted: u16) -> Result<Expr, ExprError> {
        Expr::parse_for(text, scope, wanted, None)
    }

    /// As [`Expr::parse`], for an expression whose result goes into a field: a text that stands in it must be one of the
    /// field's options, if it has any.
    pub fn parse_for(text: &str, scope: &Scope<'_>, wanted: u16, target: Option<&Field>) -> Result<Expr, ExprError> {
        let tree = ast::parse(text)?;
        let mut checker = check::Checker::new(scope);
        let (node, ty) = checker.typed(&tree, wanted)?;
        if let Some(field) = target {
            checker.options_known(&tree, field)?;
        }
        let found = checker.found;
        let checked =
            Checked { source: text.into(), node, ty, fields: found.fields, today: found.today, casting: found.casting };
        Ok(Expr(Rc::new(checked)))
    }

    /// The expression as its author wrote it.
    pub fn source(&self) -> &Rc<str> {
        &self.0.source
    }

    /// The type of its result.
    pub fn result_type(&self) -> &Type {
        &self.0.ty
    }

    /// The fields, groups and columns that its result depends on, in order of appearance.
    pub fn fields(&self) -> &[FieldIx] {
        &self.0.fields
    }

    /// Whether its result depends on the day.
    pub fn uses_today(&self) -> bool {
        self.0.today
    }

    /// Whether its result depends on who plays which role.
    pub fn uses_casting(&self) -> bool {
        self.0.casting
    }

    /// Whether its result is always the same.
    pub fn is_constant(&self) -> bool {
        self.0.fields.is_empty() && !self.0.today && !self.0.casting
    }

    /// Its result. `row` is (group, number from 0) for an expression over a row; `steps` is what it may cost, and is
    /// counted down.
    pub fn eval_within(
        &self,
        def: &Definition,
        env: &dyn Env,
        row: Option<(FieldIx, usize)>,
        steps: &Cell<u32>,
    ) -> Result<Val, EvalError> {
        let locals = row.map(|(group, row)| Val::Row(group, row as u32)).into_iter().collect();
        Run { def, env, locals, steps }.eval(&self.0.node)
    }

    /// Its result, under a budget of [`MAX_STEPS`].
    pub fn eval(&self, def: &Definition, env: &dyn Env, row: Option<(FieldIx, usize)>) -> Result<Val, EvalError> {
        self.eval_within(def, env, row, &Cell::new(MAX_STEPS))
    }

    /// Whether it is true or false; `None` when missing.
    pub fn holds(
        &self,
        def: &Definition,
        env: &dyn Env,
        row: Option<(FieldIx, usize)>,
    ) -> Result<Option<bool>, EvalError> {
        match self.eval(def, env, row)? {
            Val::Bool(b) => Ok(Some(b)),
            Val::Missing => Ok(None),
            _ => Err(EvalError::Type),
        }
    }
}
