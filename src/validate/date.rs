//! Dates: how much of one must be known, and what is wrong with one that cannot be read. Their order is for rules.

use super::Problem;
use crate::{
    definition::Field,
    text::date::{PartialDate, Precision},
};

pub(super) fn check(field: &Field, date: PartialDate, out: &mut Vec<Problem>) {
    if date.precision() < field.precision {
        out.push(Problem::error(match field.precision {
            Precision::Day => "date.needs-day",
            _ => "date.needs-month",
        }));
    }
}

/// What is wrong with a text that should be a date (`day/month/year`, parts may be missing).
pub(super) fn unread(text: &str) -> Problem {
    Problem::error(PartialDate::parse_loose(text).err().map_or("date.form", |e| e.code()))
}
