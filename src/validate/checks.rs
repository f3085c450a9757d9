//! All checks of a definition over answers, kept so that a change costs only what it can have changed.

use super::{Finding, Fix, Problem, Shown, View, address, attachment, is_blank, problems, shown::is_true};
use crate::{
    definition::{Affected, Definition, Field, FieldIx, FieldType, Path, Rule, Severity, When},
    rules::{Env, EvalError, Expr, MAX_STEPS, Val},
    value::Value,
};
use std::{cell::Cell, rc::Rc};

/// Steps that all the rules of one check may take together.
const ALL_STEPS: u32 = 2_000_000;

/// Where a finding stands in the form: field or group, row, column; of a group in a group also row and column there.
type Place = (u16, u32, u16, u32, u16);

/// What was found by one field's checks or by one rule.
type Slot = Vec<(Place, Finding)>;

/// Adds the answers about which the one says something that the other does not.
fn differ(old: &Slot, new: &Slot, touched: &mut Vec<Path>) {
    if old == new {
        return;
    }
    for (these, those) in [(old, new), (new, old)] {
        let other = these.iter().filter(|found| !those.contains(found));
        touched.extend(other.flat_map(|(_, f)| f.paths.iter().cloned()));
    }
}

fn errors(slot: &Slot) -> usize {
    slot.iter().filter(|(_, f)| f.severity == Severity::Error).count()
}

fn in_order<'a>(slots: &mut dyn Iterator<Item = &'a Slot>) -> Vec<&'a Finding> {
    let mut all: Vec<&(Place, Finding)> = slots.flatten().collect();
    all.sort_by_key(|(place, _)| *place); // stable
    all.into_iter().map(|(_, f)| f).collect()
}

/// The findings of a definition over answers.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    shown: Shown,
    /// Of each field (of a column: all its cells).
    fields: Vec<Slot>,
    /// Of each rule.
    rules: Vec<Slot>,
    /// How many of them are errors.
    errors: usize,
}

/// All findings about the answers, in form order.
pub fn check(def: &Definition, env: &dyn Env) -> Vec<Finding> {
    let shown = Shown::new(def, env);
    let run = Run { def, view: View { env, shown: &shown }, left: Cell::new(ALL_STEPS) };
    let mut all = Slot::new();
    (0..def.fields.len()).for_each(|i| run.field(FieldIx(i as u16), &mut all));
    def.rules.iter().for_each(|rule| run.rule(rule, &mut all));
    all.sort_by_key(|(place, _)| *place); // stable
    all.into_iter().map(|(_, finding)| finding).collect()
}

/// The findings of one answer by itself: those of its type and whether it must be there. Rules are not looked at.
pub fn check_field(def: &Definition, env: &dyn Env, path: &Path) -> Vec<Finding> {
    let Some((ix, _)) = def.field_at(path) else { return Vec::new() };
    let shown = Shown::new(def, env);
    let mut out = Vec::new();
    Run { def, view: View { env, shown: &shown }, left: Cell::new(ALL_STEPS) }.field(ix, &mut out);
    out.into_iter().map(|(_, f)| f).filter(|f| f.paths.first() == Some(path)).collect()
}

impl Checks {
    /// Checks everything.
    pub fn new(def: &Definition, env: &dyn Env) -> Checks {
        let mut checks = Checks::default();
        checks.update(def, env, &def.all());
        checks
    }

    /// Checks again what changes can have changed. Gives the answers about which something else is found than before.
    pub fn update(&mut self, def: &Definition, env: &dyn Env, what: &Affected) -> Vec<Path> {
        for &ix in &what.fields {
            self.show(def, env, ix);
        }
        self.look(def, env, what)
    }

    /// Works out again whether a field is shown. Whoever works out fields in between does so for one after the other, in the
    /// order of [`Affected::fields`].
    pub fn show(&mut self, def: &Definition, env: &dyn Env, ix: FieldIx) {
        self.shown.update(def, env, ix);
    }

    /// As [`Checks::update`], where it is known what is shown.
    pub fn look(&mut self, def: &Definition, env: &dyn Env, what: &Affected) -> Vec<Path> {
        self.fields.resize_with(def.fields.len(), Slot::new);
        self.rules.resize_with(def.rules.len(), Slot::new);
        let run = Run { def, view: View { env, shown: &self.shown }, left: Cell::new(ALL_STEPS) };
        let mut touched = Vec::new();
        let mut new = Slot::new();
        let mut fill = |slot: &mut Slot, new: &mut Slot| {
            // Nearly always
            if new.is_empty() && slot.is_empty() {
                return;
            }
            self.errors = self.errors + errors(new) - errors(slot);
            differ(slot, new, &mut touched);
            *slot = std::mem::take(new);
        };
        for ix in &what.fields {
            if let Some(slot) = self.fields.get_mut(ix.0 as usize) {
                run.field(*ix, &mut new);
                fill(slot, &mut new);
            }
        }
        for i in &what.rules {
            if let (Some(slot), Some(rule)) = (self.rules.get_mut(*i as usize), def.rules.get(*i as usize)) {
                run.rule(rule, &mut new);
                fill(slot, &mut new);
            }
        }
        touched
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// What is shown.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// All findings, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.fields.iter().chain(&self.rules).flatten().map(|(_, finding)| finding)
    }

    /// All findings, in form order; at one place those of the field before those of rules.
    pub fn findings(&self) -> Vec<&Finding> {
        in_order(&mut self.fields.iter().chain(&self.rules))
    }

    /// Of them, those that may concern an answer of a field (in a row: of a column).
    pub fn at(&self, def: &Definition, ix: FieldIx) -> Vec<&Finding> {
        let own = self.fields.get(ix.0 as usize);
        let rules = def.plan.shown_at.get(ix.0 as usize).into_iter().flatten();
        in_order(&mut own.into_iter().chain(rules.filter_map(|r| self.rules.get(*r as usize))))
    }

    /// Whether a field (in a row: a column) can only be read now.
    pub fn is_locked(&self, def: &Definition, env: &dyn Env, ix: FieldIx, row: Option<usize>) -> bool {
        match def.fields.get(ix.0 as usize) {
            Some(Field { lock: When::If(expr), group, .. }) => {
                is_true(expr, def, &View { env, shown: &self.shown }, group.zip(row))
            }
            Some(field) => field.lock == When::Always,
            None => false,
        }
    }

    /// Whether a field (in a row: a column) must be answered now.
    pub fn is_required(&self, def: &Definition, env: &dyn Env, ix: FieldIx, row: Option<usize>) -> bool {
        Run { def, view: View { env, shown: &self.shown }, left: Cell::new(ALL_STEPS) }.required(ix, row)
    }
}

struct Run<'a> {
    def: &'a Definition,
    view: View<'a>,
    left: Cell<u32>,
}

impl Run<'_> {
    fn required(&self, ix: FieldIx, row: Option<usize>) -> bool {
        let Some(field) = self.def.fields.get(ix.0 as usize) else { return false };
        let shown = row.map_or_else(|| self.view.shown.field(ix), |row| self.view.shown.cell(ix, row));
        // A signature is asked for on paper, where nobody here sees it.
        let answerable = !matches!(field.kind, FieldType::Note | FieldType::Signature);
        shown
            && answerable
            && match &field.required {
                When::Never => false,
                When::Always => true,
                When::If(expr) => is_true(expr, self.def, &self.view, field.group.zip(row)),
            }
    }

    fn path(&self, ix: FieldIx, row: Option<usize>) -> Path {
        let field = &self.def.fields[ix.0 as usize];
        match (field.group, row) {
            (Some(group), Some(row)) => {
                let id = self.view.row_id(group, row);
                Path::cell(&self.def.fields[group.0 as usize].id, id, field.local_id())
            }
            _ => Path::field(&field.id),
        }
    }

    fn place(&self, ix: FieldIx, row: Option<usize>) -> Place {
        let group_of = |ix: FieldIx| self.def.fields.get(ix.0 as usize).and_then(|f| f.group);
        let number = row.map_or(0, |r| r as u32 + 1);
        match group_of(ix).map(|group| (group, group_of(group))) {
            None => (ix.0, 0, 0, 0, 0),
            Some((group, None)) => (group.0, number, ix.0, 0, 0),
            Some((group, Some(outer))) => {
                let mut rows = 0..self.view.env.rows(outer);
                let around = row.and_then(|row| rows.find(|o| self.view.env.rows_in(group, *o).contains(&row)));
                (outer.0, around.map_or(0, |o| o as u32 + 1), group.0, number, ix.0)
            }
        }
    }

    /// Checks of a field by itself; of a column, in all rows.
    fn field(&self, ix: FieldIx, out: &mut Slot) {
        let Some(field) = self.def.fields.get(ix.0 as usize) else { return };
        match (field.kind, field.group) {
            (FieldType::Note | FieldType::Signature, _) => {}
            (FieldType::Group, None) => self.group(ix, None, out),
            (FieldType::Group, Some(outer)) => {
                (0..self.view.rows(outer)).for_each(|row| self.group(ix, Some(row), out))
            }
            (_, None) => {
                if self.view.shown.field(ix) {
                    self.answer(ix, None, self.view.env.value(ix), out);
                }
            }
            (_, Some(group)) => {
                for row in 0..self.view.rows(group) {
                    if self.view.shown.cell(ix, row) {
                        self.answer(ix, Some(row), self.view.env.cell(ix, row), out);
                    }
                }
            }
        }
    }

    fn push(&self, ix: FieldIx, row: Option<usize>, problem: Problem, out: &mut Slot) {
        let path = self.path(ix, row);
        let field = &self.def.fields[ix.0 as usize];
        // That a box must be filled is the law's wish; that a number has twelve digits needs none.
        let law = if matches!(problem.code, "required" | "declaration.not-ticked") {
            self.cite(&field.law)
        } else {
            Vec::new()
        };
        let finding = Finding {
            code: problem.code.into(),
            severity: problem.severity,
            params: problem.params.into_iter().map(|(n, v)| (n.into(), v)).collect(),
            message: None,
            law,
            fix: problem.fix.map(|value| Fix { label: None, set: vec![(path.clone(), Some(value))] }),
            paths: vec![path],
        };
        out.push((self.place(ix, row), finding));
    }

    fn cite(&self, ids: &[Rc<str>]) -> Vec<Rc<str>> {
        ids.iter().filter_map(|id| self.def.law(id)).map(|l| l.cite.vi.clone()).collect()
    }

    fn answer(&self, ix: FieldIx, row: Option<usize>, value: Option<&Value>, out: &mut Slot) {
        let field = &self.def.fields[ix.0 as usize];
        let value = value.filter(|v| !is_blank(v));
        let declaration = field.kind == FieldType::Declaration;
        // A declaration that is not ticked is not made, whether the box says false or nothing.
        match value.filter(|v| !declaration || **v != Value::Bool(false)) {
            None if self.required(ix, row) => {
                let code = if declaration { "declaration.not-ticked" } else { "required" };
                self.push(ix, row, Problem::error(code), out);
            }
            None => {}
            Some(value) => {
                let mut found = problems(field, value);
                let unit = field.kind == FieldType::Address || field.of_communes();
                if let Some(units) = unit.then(|| self.view.units()).flatten() {
                    address::check_known(units, field, value, self.view.province(self.def, field, row), &mut found);
                }
                if !found.is_empty() {
                    found.into_iter().for_each(|problem| self.push(ix, row, problem, out));
                }
                if let Value::Files(files) = value {
                    for file in files.iter().filter(|f| !self.view.env.has_content(&f.id)) {
                        self.push(ix, row, attachment::gone(file), out);
                    }
                }
            }
        }
    }

    /// The number of rows; of a group in a row of another, `outer`, its rows there.
    fn group(&self, ix: FieldIx, outer: Option<usize>, out: &mut Slot) {
        if !outer.map_or_else(|| self.view.shown.field(ix), |outer| self.view.shown.cell(ix, outer)) {
            return;
        }
        let field = &self.def.fields[ix.0 as usize];
        let rows = outer.map_or_else(|| self.view.rows(ix), |outer| self.view.rows_in(ix, outer).len()) as i64;
        let found = || rows.to_string();
        if rows == 0 {
            if self.required(ix, outer) {
                self.push(ix, outer, Problem::error("required"), out);
            }
        } else if let Some(min) = field.min.filter(|min| rows < *min) {
            let problem = Problem::error("group.too-few").with("min", min.to_string()).with("found", found());
            self.push(ix, outer, problem, out);
        } else if let Some(max) = field.max.filter(|max| rows > *max) {
            let problem = Problem::error("group.too-many").with("max", max.to_string()).with("found", found());
            self.push(ix, outer, problem, out);
        }
    }

    fn eval(&self, expr: &Expr, row: Option<(FieldIx, usize)>) -> Result<Val, EvalError> {
        let allowed = self.left.get().min(MAX_STEPS);
        let steps = Cell::new(allowed);
        let result = expr.eval_within(self.def, &self.view, row, &steps);
        self.left.set(self.left.get() - (allowed - steps.get()));
        result
    }

    fn rule(&self, rule: &Rule, out: &mut Slot) {
        match rule.each.as_ref().and_then(|id| self.def.field(id)) {
            None => self.rule_at(rule, None, out),
            Some((group, _)) => {
                for row in 0..self.view.rows(group) {
                    self.rule_at(rule, Some((group, row)), out);
                }
            }
        }
    }

    fn rule_at(&self, rule: &Rule, row: Option<(FieldIx, usize)>, out: &mut Slot) {
        let fails = || -> Result<bool, EvalError> {
            if let Some(when) = &rule.when
                && self.eval(when, row)? != Val::Bool(true)
            {
                return Ok(false);
            }
            Ok(self.eval(&rule.check, row)? == Val::Bool(false))
        };
        let failed = fails();
        if failed == Ok(false) {
            return;
        }
        // Where it is shown: those of its fields that are there.
        let number = row.map(|(_, r)| r);
        let of_row = |ix: FieldIx| self.def.fields[ix.0 as usize].group.and(number);
        let visible = |ix: &FieldIx| match of_row(*ix) {
            Some(row) => self.view.shown.cell(*ix, row),
            None => self.view.shown.field(*ix),
        };
        let fields = rule.fields.iter().filter_map(|id| self.def.field(id)).map(|(ix, _)| ix).filter(visible);
        let fields: Vec<FieldIx> = fields.collect();
        let Some(first) = fields.first() else { return };
        let place = self.place(*first, of_row(*first));
        let paths: Vec<Path> = fields.iter().map(|ix| self.path(*ix, of_row(*ix))).collect();
        let finding = match failed {
            Err(error) => Finding {
                code: "rule.failed".into(),
                severity: Severity::Info,
                paths,
                params: vec![("rule".into(), rule.id.clone()), ("reason".into(), error.code().into())],
                message: None,
                law: Vec::new(),
                fix: None,
            },
            Ok(_) => Finding {
                code: rule.id.clone(),
                severity: rule.severity,
                paths,
                params: rule.params.iter().map(|(n, e)| (n.clone(), self.shown_value(e, row))).collect(),
                message: Some(rule.message.clone()),
                law: self.cite(&rule.law),
                fix: self.fix(rule, row),
            },
        };
        out.push((place, finding));
    }

    fn shown_value(&self, expr: &Expr, row: Option<(FieldIx, usize)>) -> Rc<str> {
        self.eval(expr, row).map_or_else(|_| "".into(), |v| v.show())
    }

    /// The correction of a rule; none when it would change nothing, or could not be worked out.
    fn fix(&self, rule: &Rule, row: Option<(FieldIx, usize)>) -> Option<Fix> {
        let fix = rule.fix.as_ref()?;
        let mut set = Vec::new();
        let mut changes = false;
        for (id, expr) in &fix.set {
            let (ix, field) = self.def.field(id)?;
            let number = field.group.and(row.map(|(_, r)| r));
            let value = self.eval(expr, row).ok()?.to_value();
            let now = match number {
                Some(row) => self.view.cell(ix, row),
                None => self.view.value(ix),
            };
            changes |= now != value.as_ref();
            set.push((self.path(ix, number), value));
        }
        changes.then(|| Fix { label: Some(fix.label.clone()), set })
    }
}
