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

/// An error with what its message needs. Characters count from 1 for people.
pub(super) fn of_error(error: IdError) -> Problem {
    let mut problem = Problem::error(error.code());
    if let Some(at) = error.at() {
        problem = problem.with("at", (at + 1).to_string());
    }
    match error {
        IdError::Length { expected, found } | IdError::Size { expected, found } => {
            let expected: Vec<String> = expected.iter().map(usize::to_string).collect();
            problem.with("expected", expected.join("/")).with("found", found.to_string())
        }
        IdError::Character { found, .. } => problem.with("found", found.to_string()),
        IdError::TooLong { max, found } => problem.with("max", max.to_string()).with("found", found.to_string()),
        _ => problem,
    }
}

/// What the message of an error takes.
pub fn error_params(error: IdError) -> Vec<(&'static str, String)> {
    of_error(error).params.into_iter().map(|(name, value)| (name, value.to_string())).collect()
}
