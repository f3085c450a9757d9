//! The functions of the language: one entry each drives the type checker, the evaluator and the reference.

use super::{
    error::EvalError,
    eval::{Run, Val},
    outside,
    types::*,
};
use crate::text::date::{self, Day, PartialDate, YEARS};
use std::rc::Rc;

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `f(a, b)`.
    Global,
    /// `a.f(b)`.
    Method,
    /// Either.
    Both,
}

/// How a function is evaluated.
#[derive(Clone, Copy)]
pub enum Eval {
    /// From its arguments, none of them missing.
    Plain(fn(&[Val], &Run<'_>) -> Result<Val, EvalError>),
    /// By the checker or the evaluator itself: macros, and functions of a field rather than of its value.
    Special,
}

/// One function.
pub struct Function {
    /// Name.
    pub name: &'static str,
    /// How it is called.
    pub style: Style,
    /// Accepted types of the parameters (the receiver of a method is the first), as bits of [`super::types`].
    pub params: &'static [u16],
    /// What it gives, as a bit.
    pub returns: u16,
    /// How.
    pub eval: Eval,
    /// Signature as the reference prints it.
    pub signature: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// The reference needs these texts, the module in the browser does not.
const fn doc(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

const fn function(
    name: &'static str,
    style: Style,
    params: &'static [u16],
    returns: u16,
    eval: Eval,
    signature: &'static str,
    text: &'static str,
) -> Function {
    Function { name, style, params, returns, eval, signature: doc(signature), doc: doc(text) }
}

use Eval::{Plain, Special};
use Style::{Both, Global, Method};

/// Every function, by name.
#[rustfmt::skip] // one function a line or two
pub static FUNCTIONS: [Function; 41] = [
    function("addDays", Global, &[DATE, INT], DATE, Plain(add_days), "addDays(date, int) → date",
        "The day so many days later (earlier when negative). Needs a whole date."),
    function("addMonths", Global, &[DATE, INT], DATE, Plain(add_months), "addMonths(date, int) → date",
        "The corresponding day so many months later, the last day of the month where there is none (Bộ luật Dân sự 2015, Điều 148 khoản 3)."),
    function("addYears", Global, &[DATE, INT], DATE, Plain(add_years), "addYears(date, int) → date",
        "The corresponding day so many years later; 29 February becomes the 28th in a common year. Keeps a year or a month partial."),
    function("age", Global, &[DATE, DATE], INT, Plain(age), "age(birth: date, on: date) → int",
        "Whole years from birth to a day. Of partial dates the span of what is possible: a comparison that it does not decide is missing."),
    function("all", Method, &[LIST, ANY, BOOL], BOOL, Special, "list.all(x, condition) → bool", "Whether the condition holds for every element."),
    function("civilAuthority", Global, &[ADDRESS], STR, Plain(civil_authority), "civilAuthority(address) → string",
        "The commune's People's Committee as forms address it: “UBND phường Sài Gòn, Thành phố Hồ Chí Minh”."),
    function("contains", Method, &[STR, STR], BOOL, Plain(contains), "string.contains(string) → bool", "Whether the text contains another, letter by letter."),
    function("date", Global, &[STR], DATE, Plain(date_of), "date(string) → date", "A date written yyyy-mm-dd, yyyy-mm or yyyy, or the day of a date-time; missing for any other text."),
    function("dateOfWords", Global, &[STR], DATE, Plain(date_of_words), "dateOfWords(string) → date", "The date that is written in words; missing when it cannot be read."),
    function("dateWords", Global, &[DATE], STR, Plain(date_words), "dateWords(date) → string", "A date in words, as civil-status forms want it."),
    function("daysBetween", Global, &[DATE, DATE], INT, Plain(days_between), "daysBetween(a: date, b: date) → int", "Days from a to b; negative when b comes first."),
    function("dmy", Global, &[DATE], STR, Plain(dmy), "dmy(date) → string", "dd/mm/yyyy, mm/yyyy or yyyy."),
    function("double", Global, &[INT | DOUBLE], DOUBLE, Plain(double), "double(int) → double", "The same number with decimals."),
    function("endsWith", Method, &[STR, STR], BOOL, Plain(ends_with), "string.endsWith(string) → bool", "Whether the text ends with another."),
    function("exists", Method, &[LIST, ANY, BOOL], BOOL, Special, "list.exists(x, condition) → bool", "Whether the condition holds for some element."),
    function("exists_one", Method, &[LIST, ANY, BOOL], BOOL, Special, "list.exists_one(x, condition) → bool", "Whether the condition holds for exactly one element."),
    function("filter", Method, &[LIST, ANY, BOOL], LIST, Special, "list.filter(x, condition) → list",
        "The elements for which the condition is true; those for which it is missing are left out."),
    function("fold", Global, &[STR], STR, Plain(fold), "fold(string) → string", "Lower case, without diacritics, spaces tidied: for comparing what people type."),
    function("has", Global, &[ANY], BOOL, Special, "has(x) → bool", "Whether the field, the column or the member has an answer. Never missing."),
    function("idBirthYear", Global, &[STR], INT, Plain(id_birth_year), "idBirthYear(string) → int",
        "Year of birth in a 12-digit personal ID number (Nghị định 70/2024/NĐ-CP); missing when it is not one."),
    function("idSex", Global, &[STR], STR, Plain(id_sex), "idSex(string) → string", "\"male\" or \"female\", as a 12-digit personal ID number says; missing when it is not one."),
    function("int", Global, &[INT | DOUBLE | STR], INT, Plain(int), "int(double | string) → int", "A whole number, cut towards zero; missing when the text is not one."),
    function("label", Global, &[ANY], STR, Special, "label(field) → string", "The text of the chosen option; a code that is no option stays as it is."),
    function("map", Method, &[LIST, ANY, ANY], LIST, Special, "list.map(x, value) → list", "The value for every element."),
    function("matches", Both, &[STR, STR], BOOL, Special, "string.matches(\"pattern\") → bool",
        "Whether some part of the text matches a regular expression, written out. Literals, ., classes, \\d \\w \\s, groups, |, * + ? {m,n}, ^ $."),
    function("numberWords", Global, &[INT], STR, Plain(number_words), "numberWords(int) → string", "A number in words."),
    function("only", Global, &[BOOL, ANY], ANY, Special, "only(condition, value) → value", "The value when the condition is true, otherwise missing: for computed boxes that are filled in some cases only."),
    function("policeAuthority", Global, &[ADDRESS], STR, Plain(police_authority), "policeAuthority(address) → string", "The commune's police as forms address it."),
    function("sameName", Global, &[STR, STR], BOOL, Plain(same_name), "sameName(string, string) → bool", "Whether two names are the same but for capitals, spaces and the place of a tone mark."),
    function("samePerson", Global, &[STR, STR], BOOL, Special, "samePerson(\"role\", \"role\") → bool", "Whether the same person plays both roles; missing when either has nobody."),
    function("size", Both, &[STR | LIST], INT, Plain(size), "size(string | list) → int", "Characters of a text, elements of a list, rows of a group."),
    function("startsWith", Method, &[STR, STR], BOOL, Plain(starts_with), "string.startsWith(string) → bool", "Whether the text begins with another."),
    function("string", Global, &[STR | INT | BOOL | DATE], STR, Plain(string), "string(int | bool | date) → string", "As text; a date as yyyy-mm-dd."),
    function("sum", Global, &[LIST], INT, Plain(sum), "sum(list of int) → int", "The sum; missing when an element is."),
    function("today", Global, &[], DATE, Plain(today), "today() → date", "The day on which the form is checked."),
    function("trim", Method, &[STR], STR, Plain(trim), "string.trim() → string", "Without the spaces around it; missing when nothing is left."),
    function("unique", Global, &[LIST], BOOL, Plain(unique), "unique(list) → bool", "Whether no two elements are the same; missing ones are not compared."),
    function("upper", Global, &[STR], STR, Plain(upper), "upper(string) → string", "In capitals."),
    function("year", Global, &[DATE], INT, Plain(year), "year(date) → int", "The year."),
    function("month", Global, &[DATE], INT, Plain(month), "month(date) → int", "The month, 1 to 12; missing when only the year is known."),
    function("day", Global, &[DATE], INT, Plain(day), "day(date) → int", "The day of the month; missing when it is not known."),
];

/// The function with this name.
pub fn function_named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

// The checker has seen to number and types of arguments; what still does not fit comes from answers that do not belong
// to the definition, and is an error.

fn text_at(args: &[Val], i: usize) -> Result<&Rc<str>, EvalError> {
    match args.get(i) {
        Some(Val::Str(s)) => Ok(s),
        _ => Err(EvalError::Type),
    }
}

fn date_at(args: &[Val], i: usize) -> Result<PartialDate, EvalError> {
    match args.get(i) {
        Some(Val::Date(d)) => Ok(*d),
        _ => Err(EvalError::Type),
    }
}

fn int_at(args: &[Val], i: usize) -> Result<i64, EvalError> {
    match args.get(i) {
        Some(Val::Int(n)) => Ok(*n),
        _ => Err(EvalError::Type),
    }
}

fn text(s: String) -> Result<Val, EvalError> {
    Ok(if s.is_empty() { Val::Missing } else { Val::Str(s.into()) })
}

fn in_years(day: Option<Day>) -> Result<Val, EvalError> {
    match day {
        Some(d) if YEARS.contains(&d.year()) => Ok(Val::Date(d.into())),
        _ => Err(EvalError::Overflow),
    }
}

fn add_days(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    let n = int_at(args, 1)?;
    let Some(day) = date_at(args, 0)?.to_day() else { return Ok(Val::Missing) };
    let julian = i64::from(day.to_julian_day()).checked_add(n).and_then(|j| i32::try_from(j).ok());
    in_years(julian.and_then(|j| Day::from_julian_day(j).ok()))
}

fn shift(date: PartialDate, months: i64) -> Result<Val, EvalError> {
    let (month, whole_years) = (date.month(), months % 12 == 0);
    if month.is_none() && !whole_years {
        return Ok(Val::Missing);
    }
    let total = (i64::from(date.year()) * 12 + i64::from(month.unwrap_or(1)) - 1).checked_add(months);
    let total = total.ok_or(EvalError::Overflow)?;
    let year = i32::try_from(total.div_euclid(12)).map_err(|_| EvalError::Overflow)?;
    let new_month = total.rem_euclid(12) as u8 + 1;
    let shifted = match (month, date.day()) {
        (Some(_), Some(day)) => {
            let length = time::Month::try_from(new_month).map_or(31, |m| m.length(year));
            PartialDate::from_ymd(year, new_month, day.min(length))
        }
        (Some(_), None) => PartialDate::from_month(year, new_month),
        _ => PartialDate::from_year(year),
    };
    shifted.map(Val::Date).map_err(|_| EvalError::Overflow)
}

fn add_months(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    shift(date_at(args, 0)?, int_at(args, 1)?)
}

fn add_years(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    shift(date_at(args, 0)?, int_at(args, 1)?.checked_mul(12).ok_or(EvalError::Overflow)?)
}

fn age(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    let ((b0, b1), (on0, on1)) = (date_at(args, 0)?.span(), date_at(args, 1)?.span());
    Ok(Val::range(i64::from(date::age(b1, on0)), i64::from(date::age(b0, on1))))
}

fn days_between(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    let (a, b) = (days(date_at(args, 0)?), days(date_at(args, 1)?));
    Ok(Val::range(b.0 - a.1, b.1 - a.0))
}

/// First and last day that a date can mean, as day numbers.
pub(super) fn days(date: PartialDate) -> (i64, i64) {
    let (a, b) = date.span();
    (i64::from(a.to_julian_day()), i64::from(b.to_julian_day()))
}

fn authority(args: &[Val], run: &Run<'_>, kind: super::Authority) -> Result<Val, EvalError> {
    let Some(Val::Address(a)) = args.first() else { return Err(EvalError::Type) };
    if a.commune.is_empty() {
        return Ok(Val::Missing);
    }
    text(run.env.authority(kind, &a.commune).unwrap_or_default())
}

fn civil_authority(args: &[Val], run: &Run<'_>) -> Result<Val, EvalError> {
    authority(args, run, super::Authority::Civil)
}

fn police_authority(args: &[Val], run: &Run<'_>) -> Result<Val, EvalError> {
    authority(args, run, super::Authority::Police)
}

fn contains(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Bool(text_at(args, 0)?.contains(&**text_at(args, 1)?)))
}

fn starts_with(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Bool(text_at(args, 0)?.starts_with(&**text_at(args, 1)?)))
}

fn ends_with(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Bool(text_at(args, 0)?.ends_with(&**text_at(args, 1)?)))
}

fn date_of(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    let text = text_at(args, 0)?;
    let date = text.parse().ok().or_else(|| date::DateTime::parse(text).map(|at| at.date));
    Ok(date.map_or(Val::Missing, Val::Date))
}

fn date_words(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(outside::date_words(date_at(args, 0)?))
}

fn date_of_words(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(outside::date_of_words(text_at(args, 0)?).map_or(Val::Missing, Val::Date))
}

fn dmy(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(date_at(args, 0)?.to_vietnamese())
}

fn double(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    match args.first() {
        Some(Val::Int(n)) => Ok(Val::Double(*n as f64)),
        Some(Val::Double(f)) => Ok(Val::Double(*f)),
        _ => Err(EvalError::Type),
    }
}

fn fold(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(outside::fold(text_at(args, 0)?))
}

fn id_sex(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(outside::id_facts(text_at(args, 0)?).map_or(Val::Missing, |(sex, _)| Val::Str(sex.into())))
}

fn id_birth_year(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(outside::id_facts(text_at(args, 0)?).map_or(Val::Missing, |(_, year)| Val::Int(year)))
}

fn int(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    match args.first() {
        Some(Val::Int(n)) => Ok(Val::Int(*n)),
        // 2^63 is the first double that an i64 cannot hold; NaN fails both comparisons.
        Some(Val::Double(f)) if *f > -9.223_372_036_854_776e18 && *f < 9.223_372_036_854_776e18 => {
            Ok(Val::Int(*f as i64))
        }
        Some(Val::Double(_)) => Err(EvalError::Overflow),
        Some(Val::Str(s)) => Ok(s.parse().map_or(Val::Missing, Val::Int)),
        _ => Err(EvalError::Type),
    }
}

fn number_words(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(outside::number_words(int_at(args, 0)?))
}

fn same_name(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Bool(outside::same_name(text_at(args, 0)?, text_at(args, 1)?)))
}

fn size(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    match args.first() {
        Some(Val::Str(s)) => Ok(Val::Int(s.chars().count() as i64)),
        Some(Val::List(l)) => Ok(Val::Int(l.len() as i64)),
        _ => Err(EvalError::Type),
    }
}

fn string(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    match args.first() {
        Some(Val::Str(s)) => Ok(Val::Str(s.clone())),
        Some(Val::Int(n)) => text(n.to_string()),
        Some(Val::Bool(b)) => Ok(Val::Str(if *b { "true" } else { "false" }.into())),
        Some(Val::Date(d)) => text(d.to_string()),
        _ => Err(EvalError::Type),
    }
}

fn sum(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    let Some(Val::List(items)) = args.first() else { return Err(EvalError::Type) };
    let mut total = 0i64;
    for item in items.iter() {
        match item {
            Val::Int(n) => total = total.checked_add(*n).ok_or(EvalError::Overflow)?,
            Val::Missing => return Ok(Val::Missing),
            _ => return Err(EvalError::Type),
        }
    }
    Ok(Val::Int(total))
}

fn today(_: &[Val], run: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Date(run.env.today().into()))
}

fn trim(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(text_at(args, 0)?.trim().to_owned())
}

fn unique(args: &[Val], run: &Run<'_>) -> Result<Val, EvalError> {
    let Some(Val::List(items)) = args.first() else { return Err(EvalError::Type) };
    for (i, a) in items.iter().enumerate() {
        run.charge(i as u32)?;
        if !matches!(a, Val::Missing) && items[..i].iter().any(|b| a == b) {
            return Ok(Val::Bool(false));
        }
    }
    Ok(Val::Bool(true))
}

fn upper(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    text(outside::upper(text_at(args, 0)?))
}

fn year(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(Val::Int(i64::from(date_at(args, 0)?.year())))
}

fn month(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(date_at(args, 0)?.month().map_or(Val::Missing, |m| Val::Int(i64::from(m))))
}

fn day(args: &[Val], _: &Run<'_>) -> Result<Val, EvalError> {
    Ok(date_at(args, 0)?.day().map_or(Val::Missing, |d| Val::Int(i64::from(d))))
}
