//! Citizen IDs, phone numbers, e-mail addresses and the numbers of papers: what [`crate::identity`] knows of them.

use super::Problem;
use crate::{
    identity::{IdError, Kind},
    value::Value,
};

/// The stored form of a number of this kind; `None` when it cannot be read.
pub(super) fn stored(kind: &Kind, typed: &str) -> Option<String> {
    (kind.check)(typed).ok().map(|read| read.stored)
}

pub(super) fn check(kind: &Kind, typed: &str, out: &mut Vec<Problem>) {
    if (kind.plain)(typed) {
        return;
    }
    match (kind.check)(typed) {
        Ok(read) => {
            if read.stored != typed {
                out.push(Problem::error("id.form").with("shown", read.shown).fix(Value::text(&read.stored)));
            }
            out.extend(read.warnings.iter().map(|w| Problem::warning(w.code())));
            if let Some(likely) = kind.suggest(typed) {
                let problem = Problem::warning(likely.repair.code()).with("suggestion", likely.stored.as_str());
                out.push(problem.fix(Value::text(&likely.stored)));
            }
        }
        Err(error) => {
            let mut problem = of_error(error);
            if let Some(likely) = kind.suggest(typed) {
                problem = problem.with("suggestion", likely.stored.as_str()).fix(Value::text(&likely.stored));
            }
            out.push(problem);
        }
    }
}

/// An error with what its message needs.
pub(super) fn of_error(error: IdError) -> Problem {
    error_params(error)
        .into_iter()
        .fold(Problem::error(error.code()), |problem, (name, value)| problem.with(name, value))
}

/// What the message of an error takes. Characters count from 1 for people.
pub fn error_params(error: IdError) -> Vec<(&'static str, String)> {
    let mut params: Vec<(&'static str, String)> =
        error.at().map(|at| ("at", (at + 1).to_string())).into_iter().collect();
    match error {
        IdError::Length { expected, found } => {
            let expected: Vec<String> = expected.iter().map(usize::to_string).collect();
            params.extend([("expected", expected.join("/")), ("found", found.to_string())]);
        }
        IdError::Character { found, .. } => params.push(("found", found.to_string())),
        IdError::TooLong { max, found } => params.extend([("max", max.to_string()), ("found", found.to_string())]),
        _ => {}
    }
    params
}
