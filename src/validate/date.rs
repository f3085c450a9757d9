//! Dates: how much of one must be known. That they exist, `PartialDate` sees to; their order is for rules.

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
