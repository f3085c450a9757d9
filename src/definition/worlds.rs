//! What can be true in a form: its conditions over all answers that their boxes allow, told apart by a few fields.
//!
//! A world says of some fields what stands in them: an option, a span of numbers, something, nothing. Together the worlds
//! cover every set of answers in which each answer is right for its own box, so that what happens in none of them does not
//! happen. Hidden answers count as missing: a world in which a field that cannot be shown has an answer is none.

use super::{Definition, Field, FieldIx, FieldType, When};
use crate::{
    rules::{
        Env, Expr, Val,
        possible::{Outcomes, Possible, Reads, Sight, What},
    },
    validate::{number, text},
};
use std::{cell::Cell, rc::Rc};

/// Most worlds of one question; fields beyond are not told apart.
const MAX_WORLDS: usize = 4_096;
/// Most fields that are told apart.
const MAX_FIELDS: usize = 24;
/// Most steps of one question: beyond, nothing is ruled out.
const MAX_STEPS: u32 = 200_000;
/// Most values of one field that are told apart, besides its options.
const MAX_VALUES: usize = 12;

/// What may stand in a field, if its answer is right for the box: or nothing.
fn domain(field: &Field) -> Possible {
    let characters = |min, max, digits| What::Text { min, max, digits, except: [].into() };
    let options = || field.options.iter().map(|o| o.value.clone()).collect();
    let what = match field.kind {
        FieldType::Choice if field.of_communes() => characters(5, 5, true),
        FieldType::Choice | FieldType::Sex => What::OneOf(options()),
        FieldType::Choices => What::Some(options()),
        FieldType::YesNo | FieldType::Declaration => What::Bool,
        FieldType::Integer | FieldType::Money => {
            let (min, max) = number::bounds(field);
            What::Int(min, max)
        }
        FieldType::Number => {
            let (min, max) = number::bounds(field);
            What::Double(min as f64, max as f64)
        }
        FieldType::Text | FieldType::Multiline | FieldType::PersonName | FieldType::Agency => {
            characters(field.min.unwrap_or(1).max(1), field.max.unwrap_or(text::MAX), false)
        }
        FieldType::CitizenId => characters(12, 12, true),
        FieldType::Phone | FieldType::Email | FieldType::DateTime | FieldType::Identifier => {
            characters(1, i64::MAX, false)
        }
        _ => What::Any,
    };
    Possible { what, missing: true, fails: false }
}

/// The parts of a domain that constants cut it into, and nothing; one after the other they are the domain.
fn cases(whole: &Possible, constants: &[Val]) -> Vec<Possible> {
    let mut parts: Vec<What> = Vec::new();
    let texts = || constants.iter().filter_map(Val::as_text);
    match &whole.what {
        What::Bool => parts.extend([true, false].map(|b| What::Is(Val::Bool(b)))),
        What::OneOf(options) => {
            let (named, rest): (Vec<Rc<str>>, Vec<Rc<str>>) =
                options.iter().cloned().partition(|o| texts().any(|t| t == o));
            parts.extend(named.into_iter().map(|o| What::Is(Val::Str(o))));
            if !rest.is_empty() {
                parts.push(What::OneOf(rest.into()));
            }
        }
        What::Int(min, max) => {
            let mut cuts: Vec<i64> =
                constants.iter().filter_map(|v| if let Val::Int(n) = v { Some(*n) } else { None }).collect();
            cuts.retain(|n| (min..=max).contains(&n));
            cuts.sort_unstable();
            if cuts.len() > MAX_VALUES {
                cuts.clear();
            }
            let mut from = Some(*min);
            for cut in cuts {
                parts.extend(from.filter(|from| *from < cut).map(|from| What::Int(from, cut - 1)));
                parts.push(What::Is(Val::Int(cut)));
                from = cut.checked_add(1);
            }
            parts.extend(from.filter(|from| from <= max).map(|from| What::Int(from, *max)));
        }
        What::Double(min, max) => {
            let number = |v: &Val| match v {
                Val::Int(n) if n.unsigned_abs() <= 1 << 53 => Some(*n as f64),
                Val::Double(f) => Some(*f),
                _ => None,
            };
            let mut cuts: Vec<f64> = constants.iter().filter_map(number).collect();
            cuts.retain(|n| (*min..=*max).contains(n));
            cuts.sort_by(f64::total_cmp);
            cuts.dedup();
            if cuts.len() > MAX_VALUES {
                cuts.clear();
            }
            let mut from = *min;
            for cut in cuts {
                if from < cut {
                    parts.push(What::Double(from, cut.next_down()));
                }
                parts.push(What::Is(Val::Double(cut)));
                from = cut.next_up();
            }
            if from <= *max {
                parts.push(What::Double(from, *max));
            }
        }
        What::Text { min, max, digits, .. } => {
            let fits = |t: &&Rc<str>| {
                (*min..=*max).contains(&(t.chars().count() as i64))
                    && (!digits || t.bytes().all(|b| b.is_ascii_digit()))
            };
            let mut named: Vec<Rc<str>> = texts().filter(fits).cloned().collect();
            if named.len() > MAX_VALUES {
                named.clear();
            }
            parts.extend(named.iter().map(|t| What::Is(Val::Str(t.clone()))));
            parts.push(What::Text { min: *min, max: *max, digits: *digits, except: named.into() });
        }
        other => parts.push(other.clone()),
    }
    [Possible::missing()].into_iter().chain(parts.into_iter().map(Possible::of)).collect()
}

/// A condition, and whether it is about a row.
pub(super) type Condition<'d> = (&'d Expr, bool);

/// The conditions under which a field is shown: of its section, its group, itself. `None` when it never is.
pub(super) fn conditions(def: &Definition, ix: FieldIx) -> Option<Vec<Condition<'_>>> {
    let mut out = Vec::new();
    out.extend(def.plan.section_of[def.top(ix).0 as usize].as_ref().map(|e| (e, false)));
    let group_of = |ix: &FieldIx| def.fields[ix.0 as usize].group;
    let around: Vec<FieldIx> = std::iter::successors(Some(ix), group_of).collect();
    for ix in around.into_iter().rev() {
        let row = group_of(&ix).is_some();
        match &def.fields[ix.0 as usize].show {
            When::Never => return None,
            When::Always => {}
            When::If(expr) => out.push((expr, row)),
        }
    }
    Some(out)
}

/// Steps that all questions about a definition may take.
pub(super) const ALL_STEPS: u32 = 4_000_000;

/// Questions about a definition.
pub(super) struct Worlds<'d> {
    pub def: &'d Definition,
    /// No answers, on some day.
    pub nothing: &'d dyn Env,
    /// Steps that are left for all questions together.
    pub left: Cell<u32>,
}

/// One of the worlds of a question.
pub(super) struct World<'w> {
    worlds: &'w Worlds<'w>,
    told: &'w [(FieldIx, Possible)],
    left: &'w Cell<u32>,
}

impl World<'_> {
    /// What may come of a condition.
    pub fn outcomes(&self, (expr, row): Condition<'_>) -> Outcomes {
        self.sight(row, |sight| sight.of(expr)).outcomes()
    }

    /// Whether a field may be shown; of a column, in the row that the question is about.
    pub fn may_show(&self, ix: FieldIx) -> bool {
        conditions(self.worlds.def, ix).is_some_and(|all| all.into_iter().all(|c| self.outcomes(c).yes))
    }

    fn sight<T>(&self, row: bool, f: impl FnOnce(&Sight<'_>) -> T) -> T {
        let def = self.worlds.def;
        let whole = |ix: FieldIx| domain(&def.fields[ix.0 as usize]);
        let answer = |ix: FieldIx| {
            let told = self.told.iter().find(|(told, _)| *told == ix);
            told.map_or_else(|| whole(ix), |(_, what)| what.clone())
        };
        f(&Sight { def, env: self.worlds.nothing, answer: &answer, cell: &whole, row, left: self.left })
    }
}

impl<'d> Worlds<'d> {
    /// Shows all worlds, told apart by what these conditions read, until one is enough. Those about a row are about one row.
    pub fn each(&self, about: &[Condition<'_>], see: &mut dyn FnMut(&World<'_>) -> bool) {
        let mut reads = Reads::default();
        about.iter().for_each(|(expr, row)| reads.add(expr, *row));
        // What those fields are shown by, and so on.
        let mut next = 0;
        while next < reads.answers.len().min(MAX_FIELDS) {
            let shown_by = conditions(self.def, reads.answers[next]);
            shown_by.into_iter().flatten().for_each(|(expr, row)| reads.add(expr, row));
            next += 1;
        }
        reads.answers.truncate(MAX_FIELDS);
        let mut choices: Vec<(FieldIx, Vec<Possible>)> = Vec::new();
        let mut worlds = 1;
        for ix in reads.answers {
            let cases = cases(&domain(&self.def.fields[ix.0 as usize]), &reads.constants);
            if worlds * cases.len() <= MAX_WORLDS {
                worlds *= cases.len();
                choices.push((ix, cases));
            }
        }
        let allowed = self.left.get().min(MAX_STEPS);
        let left = Cell::new(allowed);
        for number in 0..worlds {
            let mut rest = number;
            let mut told = Vec::with_capacity(choices.len());
            for (ix, cases) in &choices {
                told.push((*ix, cases[rest % cases.len()].clone()));
                rest /= cases.len();
            }
            let world = World { worlds: self, told: &told, left: &left };
            let holds_together = told.iter().all(|(ix, what)| what.what == What::Nothing || world.may_show(*ix));
            if holds_together && see(&world) {
                break;
            }
        }
        self.left.set(self.left.get() - (allowed - left.get()));
    }

    /// Whether something may hold in some world. Without steps left everything may, in the first one.
    pub fn some(&self, about: &[Condition<'_>], holds: &dyn Fn(&World<'_>) -> bool) -> bool {
        let mut found = false;
        self.each(about, &mut |world| {
            found = holds(world);
            found
        });
        found
    }

    /// Patterns in an expression that no text can match that they are compared with.
    pub fn unmatched(&self, (expr, row): Condition<'_>) -> Vec<Rc<str>> {
        let left = Cell::new(MAX_STEPS);
        World { worlds: self, told: &[], left: &left }.sight(row, |sight| sight.unmatched(expr))
    }
}
