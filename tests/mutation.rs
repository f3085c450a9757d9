//! Mutations of the valid dossiers of every official procedure (`tests/fixtures/dossiers/ID/valid/`): each one that breaks
//! a constraint that the definition states is found, and nothing else is.
//!
//! What must be found is worked out here from the JSON of the definition and the values, by code of its own:
//!
//! | what | by whom |
//! | --- | --- |
//! | whether a box must be filled; lengths, bounds, options, decimals, precision; the form of names, numbers, dates, addresses and papers; numbers of rows | the code in this file, with the tables under `data/` |
//! | conditions for showing and for requiring a box | the `cel` crate |
//! | rules | the `cel` crate; `sameName`, `fold`, `upper` and `dateOfWords` are the library's own there, date arithmetic is not |
//! | conditions and rules over a date without its day | our evaluator, from scratch over the answers as this file sees them |
//!
//! Boxes that follow from others (copies, computed ones) are taken as they stand: other tests are about these.
//!
//! `TROLY_MUTATIONS` sets how many for each procedure (default 10,000), `TROLY_MUTATION_SEED` which ones.

mod common;

use cel::{Context, ExecutionError, Program, Value as Cel};
use common::{file, open_case, procedure};
use regex::Regex;
use serde_json::Value as Raw;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path as FilePath,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use time::{Date, Duration, Month};
use troly::{
    definition::{Definition, Field, FieldIx, FieldType, Path, When},
    dossier::{Action, Dossier},
    json::Json,
    rules::{Authority, Env, Expr, Val},
    text::{
        self,
        date::{Day, PartialDate, Precision},
    },
    typed,
    value::{Address, IdentityDocument, Value},
};
use unicode_normalization::UnicodeNormalization;

// ───── What the definition states, read from its JSON ─────

/// Never, always, or when the expression with this number is true.
#[derive(Clone, Copy)]
enum Holds {
    Never,
    Always,
    If(usize),
}

/// What is stated about a box.
struct Stated {
    id: String,
    kind: String,
    required: Holds,
    show: Holds,
    section: Option<usize>,
    group: Option<usize>,
    options: BTreeSet<String>,
    min: Option<i64>,
    max: Option<i64>,
    decimals: usize,
    precision: String,
    upper: bool,
}

/// An expression, for both evaluators.
struct Condition {
    source: String,
    program: Program,
    ours: Expr,
    /// The boxes that it mentions, of groups all columns.
    mentions: Vec<usize>,
    /// The group of which it sees one row only.
    row: Option<usize>,
}

struct StatedRule {
    id: String,
    when: Option<usize>,
    check: usize,
    each: Option<usize>,
    at: Vec<usize>,
}

/// A definition as it is written.
struct Form {
    fields: Vec<Stated>,
    conditions: Vec<Condition>,
    rules: Vec<StatedRule>,
}

/// Values of a built-in list: the first column of its table.
fn list(name: &str) -> BTreeSet<String> {
    let table = file(&format!("data/{}.csv", name.replace('-', "_")));
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    rows.records().map(|r| r.expect("a row")[0].to_owned()).collect()
}

impl Form {
    fn read(definition: &Definition) -> Form {
        let raw: Raw = serde_json::from_str(&file(&format!("procedures/{}.json", definition.id))).expect("JSON");
        let mut form = Form { fields: Vec::new(), conditions: Vec::new(), rules: Vec::new() };
        let all = |json: &Raw, key: &str| json[key].as_array().cloned().unwrap_or_default();
        // Ids first: conditions may name boxes further down.
        let mut flat: Vec<(Raw, Raw, Option<usize>)> = Vec::new();
        for step in all(&raw, "steps") {
            for section in all(&step, "sections") {
                for field in all(&section, "fields") {
                    let group = flat.len();
                    flat.push((field.clone(), section.clone(), None));
                    flat.extend(all(&field, "fields").into_iter().map(|c| (c, section.clone(), Some(group))));
                }
            }
        }
        let id = |at: usize| {
            let own = flat[at].0["id"].as_str().expect("an id");
            flat[at].2.map_or(own.to_owned(), |g| format!("{}.{own}", flat[g].0["id"].as_str().expect("an id")))
        };
        let ids: Vec<String> = (0..flat.len()).map(id).collect();
        assert!(ids.iter().eq(definition.fields.iter().map(|f| &*f.id)), "{}: fields in another order", definition.id);
        let groups: Vec<Option<usize>> = flat.iter().map(|(_, _, group)| *group).collect();
        let mut sections: HashMap<String, usize> = HashMap::new();
        for (at, (json, section, group)) in flat.iter().enumerate() {
            let ours = &definition.fields[at];
            let section_show = section["show"].as_str().map(|source| {
                *sections.entry(source.to_owned()).or_insert_with(|| {
                    let of = definition.steps.iter().flat_map(|s| &s.sections).filter_map(|s| s.show.clone());
                    let ours = of.into_iter().find(|e| &**e.source() == source).expect("a section's condition");
                    form.add(source, ours, &ids, &groups, None)
                })
            });
            let mut holds = |key: &str, absent: Holds, ours: &When| match (&json[key], ours) {
                (Raw::Bool(true), _) => Holds::Always,
                (Raw::Bool(false), _) => Holds::Never,
                (Raw::String(source), When::If(ours)) => {
                    Holds::If(form.add(source, ours.clone(), &ids, &groups, *group))
                }
                _ => absent,
            };
            let (required, show) =
                (holds("required", Holds::Never, &ours.required), holds("show", Holds::Always, &ours.show));
            let own = all(json, "options").iter().filter_map(|o| o["value"].as_str().map(str::to_owned)).collect();
            let kind = json["type"].as_str().expect("a type").to_owned();
            let options = match (json["list"].as_str(), &*kind) {
                (Some(name), _) => list(name),
                (None, "sex") => ["male", "female"].map(str::to_owned).into(),
                _ => own,
            };
            form.fields.push(Stated {
                id: ids[at].clone(),
                required,
                show,
                section: section_show,
                group: *group,
                options,
                min: json["min"].as_i64().or((kind == "money").then_some(0)),
                max: json["max"].as_i64(),
                decimals: json["decimals"].as_u64().unwrap_or(2) as usize,
                precision: json["precision"].as_str().unwrap_or("day").to_owned(),
                upper: json["upper"].as_bool().unwrap_or(false),
                kind,
            });
        }
        for (json, ours) in all(&raw, "rules").iter().zip(&definition.rules) {
            let at = |id: &str| ids.iter().position(|known| known == id).unwrap_or_else(|| panic!("{id}"));
            let each = json["each"].as_str().map(at);
            let source = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
            let when = ours.when.clone().map(|e| form.add(&source("when"), e, &ids, &groups, each));
            let check = form.add(&source("check"), ours.check.clone(), &ids, &groups, each);
            let at = all(json, "fields").iter().map(|f| at(f.as_str().expect("an id"))).collect();
            form.rules.push(StatedRule { id: source("id"), when, check, each, at });
        }
        assert_eq!(form.rules.len(), definition.rules.len());
        form
    }

    fn add(&mut self, source: &str, ours: Expr, ids: &[String], groups: &[Option<usize>], row: Option<usize>) -> usize {
        let words = Regex::new(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*").expect("a pattern");
        let text = Regex::new(r#""[^"]*""#).expect("a pattern").replace_all(source, "\"\"").into_owned();
        let (mut mentions, mut of_row) = (BTreeSet::new(), None);
        for word in words.find_iter(&text) {
            let named = |id: &str| word.as_str() == id || word.as_str().starts_with(&format!("{id}."));
            mentions.extend((0..ids.len()).filter(|at| groups[*at].is_none() && named(&ids[*at])));
            of_row = of_row.or(row.filter(|_| named("row")));
        }
        let row = of_row.filter(|group| !mentions.contains(group));
        mentions.extend(row);
        // Of a group all its columns.
        let columns = (0..ids.len()).filter(|at| groups[*at].is_some_and(|g| mentions.contains(&g)));
        let mentions = columns.chain(mentions.iter().copied()).collect();
        let program = Program::compile(source).unwrap_or_else(|e| panic!("cel refuses {source}: {e}"));
        self.conditions.push(Condition { source: source.to_owned(), program, ours, mentions, row });
        self.conditions.len() - 1
    }
}

// ───── Forms of single values ─────

/// Tables that the forms of numbers go by.
struct Tables {
    provinces: BTreeSet<u32>,
    mobile: BTreeSet<String>,
    areas: BTreeSet<String>,
    /// Prefixes of eleven digits, until 2018.
    old_mobile: BTreeSet<String>,
}

impl Tables {
    fn read() -> Tables {
        let rows = |name: &str| -> Vec<csv::StringRecord> {
            let text = file(&format!("data/{name}.csv"));
            csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a row")).collect()
        };
        let phones = rows("phone_mobile_prefixes");
        let old = phones.iter().filter_map(|r| Some(r[3].split_once(": ")?.1.get(..4)?.to_owned())).collect();
        Tables {
            provinces: rows("cccd_province_codes").iter().map(|r| r[0].parse().expect("a code")).collect(),
            mobile: phones.iter().map(|r| r[0].to_owned()).collect(),
            areas: rows("phone_landline_codes").iter().map(|r| r[0].to_owned()).collect(),
            old_mobile: old,
        }
    }

    /// A number that consists of digits: without what people put between them, or the code of what is wrong.
    fn digits(typed: &str, lengths: &[usize]) -> Result<String, &'static str> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace() && !"-./_·•,\u{200b}".contains(*c)).collect();
        let narrow = |c: char| char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c);
        let bare: String = bare.chars().map(|c| if ('０'..='９').contains(&c) { narrow(c) } else { c }).collect();
        if bare.is_empty() {
            Err("id.empty")
        } else if !bare.chars().all(|c| c.is_ascii_digit()) {
            Err("id.character")
        } else if !lengths.contains(&bare.len()) {
            Err("id.length")
        } else {
            Ok(bare)
        }
    }

    fn citizen_id(&self, typed: &str, out: &mut Vec<&'static str>) {
        match Tables::digits(typed, &[12]) {
            Err(code) => out.push(code),
            Ok(bare) => {
                out.extend((bare != typed).then_some("id.form"));
                let province: u32 = bare[..3].parse().expect("digits");
                if !self.provinces.contains(&province) {
                    let abroad = province > 100;
                    out.push(if abroad { "citizen-id.registered-abroad" } else { "citizen-id.unknown-province" });
                }
                out.extend((bare.as_bytes()[3] >= b'4').then_some("citizen-id.future-birth"));
            }
        }
    }

    /// Numbers within the country; the mutations make no others.
    fn phone(&self, typed: &str, out: &mut Vec<&'static str>) {
        let bare = match Tables::digits(typed, &[3, 8, 10, 11]) {
            Ok(bare) => bare,
            Err(code) => return out.push(code),
        };
        let mobile = |bare: &str| self.mobile.contains(&bare[..3]);
        let code = match bare.len() {
            8 | 10 if bare.starts_with("1800") || bare.starts_with("1900") => "phone.not-personal",
            _ if bare.starts_with("1800") || bare.starts_with("1900") => "id.length",
            3 if ("111"..="115").contains(&&*bare) => "phone.not-personal",
            3 | 8 => "id.length",
            _ if !bare.starts_with('0') => "phone.prefix",
            _ if bare.starts_with("02") => {
                let known = [3, 4].iter().any(|n| self.areas.contains(&bare[..*n]));
                if !known {
                    "phone.prefix"
                } else if bare.len() != 11 {
                    "id.length"
                } else {
                    ""
                }
            }
            10 => {
                if mobile(&bare) {
                    ""
                } else {
                    "phone.prefix"
                }
            }
            _ if self.old_mobile.contains(&bare[..4]) => "phone.migrated",
            _ => {
                if mobile(&bare) {
                    "id.length"
                } else {
                    "phone.prefix"
                }
            }
        };
        let readable = matches!(code, "" | "phone.not-personal" | "phone.migrated");
        out.extend((readable && (bare != typed || code == "phone.migrated")).then_some("id.form"));
        out.extend((!code.is_empty()).then_some(code));
    }
}

fn email(typed: &str, out: &mut Vec<&'static str>) {
    let trimmed = typed.trim();
    let Some((local, domain)) = trimmed.split_once('@') else { return out.push("email.no-at") };
    let atoms = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .split('.')
                .all(|atom| !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c)))
    };
    let labels = domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
    if !atoms(local, "!#$%&'*+-/=?^_`{|}~") || domain.is_empty() || !atoms(domain, "-") || !labels {
        return out.push(if domain.is_empty() && atoms(local, "+-_") { "email.domain" } else { "id.character" });
    }
    let top = domain.rsplit('.').next().unwrap_or_default();
    if !domain.contains('.') || top.len() < 2 || !top.chars().all(|c| c.is_ascii_alphabetic()) {
        return out.push("email.domain");
    }
    if local.len() > 64 {
        return out.push("id.too-long");
    }
    let stored = format!("{local}@{}", domain.to_ascii_lowercase());
    out.extend((stored != typed).then_some("id.form"));
    let common =
        ["gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com", "outlook.com.vn"];
    let domain = domain.to_ascii_lowercase();
    if !common.contains(&&*domain) && common.iter().any(|c| slips(&domain, c) == 1) && typed.len() <= 100 {
        out.push("repair.email-domain");
    }
}

/// Letters to change, add, drop or swap with their neighbour (optimal string alignment).
fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let least = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if swap { least.min(table[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    table[a.len()][b.len()]
}

/// A date that was typed and cannot be read: day/month/year.
fn unread_date(typed: &str) -> &'static str {
    let parts: Vec<Option<u32>> = typed.split('/').map(|p| p.trim().parse().ok()).collect();
    match parts[..] {
        [Some(_), Some(m), Some(y)] if (1800..2200).contains(&y) && (1..=12).contains(&m) => "date.day",
        [Some(_), Some(_), Some(y)] if (1800..2200).contains(&y) => "date.month",
        [Some(_), Some(_), Some(y)] if (1000..10_000).contains(&y) => "date.year",
        _ => "date.form",
    }
}

fn name(stated: &Stated, name: &str, out: &mut Vec<&'static str>) {
    let sign = |c: char| " '’-.".contains(c) || ('\u{300}'..='\u{36f}').contains(&c);
    if !name.chars().all(|c| c.is_alphabetic() || sign(c)) {
        return out.push("person-name.characters");
    }
    if !name.chars().any(char::is_alphabetic) {
        return out.push("person-name.empty");
    }
    out.extend((!name.trim().contains(' ')).then_some("name.one-word"));
    let upper: String = name.to_uppercase().nfc().collect();
    if stated.upper {
        out.extend((upper != name).then_some("person-name.upper"));
    } else if name.split([' ', '-']).any(|word| word.starts_with(char::is_lowercase)) {
        out.push("person-name.capitals");
    }
}

/// What is wrong with a value, whatever the others are.
fn wrong(tables: &Tables, stated: &Stated, value: &Value) -> Vec<&'static str> {
    let mut out = Vec::new();
    let bound = |n: f64| match (stated.min, stated.max) {
        (Some(min), _) if n < min as f64 => Some("integer.too-small"),
        (_, Some(max)) if n > max as f64 => Some("integer.too-large"),
        _ => None,
    };
    match (&*stated.kind, value) {
        ("text" | "multiline" | "agency" | "person-name", Value::Text(t)) => {
            let length = t.chars().count() as i64;
            out.extend(stated.min.filter(|min| length < *min).map(|_| "text.too-short"));
            out.extend((length > stated.max.unwrap_or(5_000)).then_some("text.too-long"));
            match &*stated.kind {
                "person-name" => name(stated, t, &mut out),
                "multiline" => {}
                _ => out.extend(t.contains(['\n', '\r']).then_some("text.lines")),
            }
        }
        ("integer" | "money", Value::Int(n)) => out.extend(bound(*n as f64)),
        ("number", Value::Decimal(n)) => {
            out.extend(bound(*n));
            let scaled = n * 10f64.powi(stated.decimals as i32);
            let exact = (scaled - scaled.round()).abs() < 1e-6;
            out.extend((!exact && out.is_empty()).then_some("number.decimals"));
        }
        ("integer", Value::Text(_)) => out.push("integer.form"),
        ("money", Value::Text(_)) => out.push("money.form"),
        ("number", Value::Text(_)) => out.push("number.form"),
        ("date", Value::Text(t)) => out.push(unread_date(t)),
        ("date", Value::Date(d)) => match (&*stated.precision, d.precision()) {
            ("day", Precision::Year | Precision::Month) => out.push("date.needs-day"),
            ("month", Precision::Year) => out.push("date.needs-month"),
            _ => {}
        },
        ("yes-no" | "declaration", Value::Bool(_)) => {}
        ("choice" | "sex", Value::Text(t)) => {
            out.extend((!stated.options.contains(&**t)).then_some("choice.unknown"));
        }
        ("citizen-id", Value::Text(t)) => tables.citizen_id(t, &mut out),
        ("phone", Value::Text(t)) => tables.phone(t, &mut out),
        ("email", Value::Text(t)) => email(t, &mut out),
        ("address", Value::Address(a)) => {
            let code =
                |code: &str, n: usize| code.is_empty() || code.len() == n && code.bytes().all(|b| b.is_ascii_digit());
            if !code(&a.commune, 5) || !code(&a.province, 2) {
                out.push("address.code");
            } else if a.commune.is_empty() {
                let abroad = a.province.is_empty() && a.old.is_empty();
                out.push(if abroad { "address.no-commune" } else { "address.incomplete" });
            }
        }
        ("identity-document", Value::Document(d)) => paper(tables, d, &mut out),
        _ => out.push("value.type"),
    }
    out
}

fn paper(tables: &Tables, d: &IdentityDocument, out: &mut Vec<&'static str>) {
    let number = d.number.trim();
    match &*d.kind {
        "" => return out.push("document.no-kind"),
        "can-cuoc" | "cccd" | "cmnd" | "passport" | "birth-certificate" | "other" if number.is_empty() => {
            return out.push("document.no-number");
        }
        "can-cuoc" | "cccd" => tables.citizen_id(&d.number, out),
        "cmnd" => match Tables::digits(&d.number, &[9]) {
            Ok(bare) => out.extend((bare != d.number).then_some("id.form")),
            Err(code) => out.push(code),
        },
        "passport" | "birth-certificate" | "other" => {
            if d.number.chars().count() > 50 {
                out.push("text.too-long");
            } else if d.kind == "passport" && !d.number.chars().all(|c| c.is_ascii_alphanumeric()) {
                out.push("document.passport");
            }
        }
        _ => return out.push("document.kind"),
    }
    out.extend((d.issued_by.trim().is_empty() || d.issued_on.is_none()).then_some("document.issue"));
}

// ───── Conditions and rules ─────

/// What an expression says. `Failed`: an error that is to be reported.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Yes,
    No,
    Nothing,
    Failed,
}

thread_local! {
    /// What the functions of the `cel` crate, which take no state, need of the dossier at hand.
    static TODAY: Cell<Option<Day>> = const { Cell::new(None) };
    static SAME_PERSON: RefCell<BTreeMap<(String, String), Option<bool>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A text of the `cel` crate.
type Str = Arc<String>;

fn missing<T>() -> Result<T, ExecutionError> {
    Err(ExecutionError::function_error("troly", "missing"))
}

/// As an error that a rule reports.
fn overflow<T>() -> Result<T, ExecutionError> {
    Err(ExecutionError::Overflow("date", Cel::Null, Cel::Null))
}

fn day(iso: &str) -> Result<Date, ExecutionError> {
    let mut parts = iso.split('-').map(|p| p.parse::<u16>().ok());
    let (Some(Some(y)), Some(Some(m)), Some(Some(d))) = (parts.next(), parts.next(), parts.next()) else {
        return missing();
    };
    let month = Month::try_from(m as u8).ok();
    month.and_then(|m| Date::from_calendar_date(i32::from(y), m, d as u8).ok()).map_or_else(missing, Ok)
}

fn iso(day: Date) -> Result<Str, ExecutionError> {
    if (1800..2200).contains(&day.year()) {
        Ok(Arc::new(format!("{:04}-{:02}-{:02}", day.year(), day.month() as u8, day.day())))
    } else {
        overflow()
    }
}

/// The day that corresponds to this one so many months later; at the end of a month that is too short, its last.
fn later(day: Date, months: i64) -> Result<Str, ExecutionError> {
    let n = i64::from(day.year()) * 12 + i64::from(day.month() as u8) - 1 + months;
    let (Ok(year), month) = (i32::try_from(n.div_euclid(12)), n.rem_euclid(12) as u8 + 1) else { return overflow() };
    if !(1800..2200).contains(&year) {
        return overflow();
    }
    let month = Month::try_from(month).expect("1 to 12");
    let last = (28..=31).rev().find_map(|d| Date::from_calendar_date(year, month, d.min(day.day())).ok());
    iso(last.expect("every month has 28 days"))
}

/// Sex and year of birth in a personal ID number.
fn id_facts(number: &str) -> Result<(&'static str, i64), ExecutionError> {
    let Ok(bare) = Tables::digits(number, &[12]) else { return missing() };
    let digit = i64::from(bare.as_bytes()[3] - b'0');
    let year: i64 = bare[4..6].parse().expect("digits");
    Ok((["male", "female"][(digit % 2) as usize], 1900 + digit / 2 * 100 + year))
}

fn full(text: String) -> Result<Str, ExecutionError> {
    if text.is_empty() { missing() } else { Ok(Arc::new(text)) }
}

fn functions() -> Context<'static, 'static> {
    let mut c = Context::default();
    let today = || TODAY.get().expect("a day");
    c.add_function("today", move || iso(today())).expect("new");
    c.add_function("date", |a: Str| day(&a).and_then(iso)).expect("new");
    c.add_function("year", |a: Str| day(&a).map(|d| i64::from(d.year()))).expect("new");
    c.add_function("month", |a: Str| day(&a).map(|d| i64::from(d.month() as u8))).expect("new");
    c.add_function("age", |birth: Str, on: Str| {
        let (birth, on) = (day(&birth)?, day(&on)?);
        let before = (on.month() as u8, on.day()) < (birth.month() as u8, birth.day());
        Ok::<i64, ExecutionError>(i64::from(on.year() - birth.year()) - i64::from(before))
    })
    .expect("new");
    c.add_function("daysBetween", |a: Str, b: Str| Ok::<i64, ExecutionError>((day(&b)? - day(&a)?).whole_days()))
        .expect("new");
    c.add_function("addDays", |a: Str, n: i64| day(&a)?.checked_add(Duration::days(n)).map_or_else(overflow, iso))
        .expect("new");
    c.add_function("addMonths", |a: Str, n: i64| later(day(&a)?, n)).expect("new");
    c.add_function("addYears", |a: Str, n: i64| later(day(&a)?, n * 12)).expect("new");
    c.add_function("idSex", |a: Str| id_facts(&a).map(|(sex, _)| Arc::new(sex.to_owned()))).expect("new");
    c.add_function("idBirthYear", |a: Str| id_facts(&a).map(|(_, year)| year)).expect("new");
    c.add_function("sameName", |a: Str, b: Str| text::same_name(&a, &b)).expect("new");
    c.add_function("fold", |a: Str| full(text::fold(&a))).expect("new");
    c.add_function("upper", |a: Str| full(a.chars().map(text::upper).collect())).expect("new");
    c.add_function("dateOfWords", |a: Str| {
        let read = text::words::parse_date(&a).ok().and_then(PartialDate::to_day);
        read.map_or_else(missing, iso)
    })
    .expect("new");
    c.add_function("samePerson", |a: Str, b: Str| {
        let same = SAME_PERSON.with_borrow(|known| known.get(&(a.to_string(), b.to_string())).copied().flatten());
        same.map_or_else(missing, Ok)
    })
    .expect("new");
    c
}

/// A value for the `cel` crate: nested along the dots of the ids.
enum Tree {
    Leaf(Cel),
    Branch(BTreeMap<String, Tree>),
}

impl Tree {
    fn put(&mut self, id: &str, value: Option<Cel>) {
        let Tree::Branch(branch) = self else { panic!("{id} within a value") };
        match (id.split_once('.'), value) {
            (Some((first, rest)), value) => {
                branch.entry(first.to_owned()).or_insert_with(|| Tree::Branch(BTreeMap::new())).put(rest, value);
            }
            (None, Some(value)) => {
                branch.insert(id.to_owned(), Tree::Leaf(value));
            }
            (None, None) => {}
        }
    }

    fn into_cel(self) -> Cel {
        match self {
            Tree::Leaf(value) => value,
            Tree::Branch(branch) => {
                Cel::from(branch.into_iter().map(|(k, v)| (k, v.into_cel())).collect::<HashMap<String, Cel>>())
            }
        }
    }
}

fn texts(pairs: &[(&str, &str)]) -> Cel {
    let there = pairs.iter().filter(|(_, text)| !text.is_empty());
    Cel::from(there.map(|(name, text)| ((*name).to_owned(), Cel::from(*text))).collect::<HashMap<_, _>>())
}

/// `None` where a rule sees nothing: what was typed and cannot be read.
fn as_cel(kind: &str, value: &Value) -> Option<Cel> {
    Some(match value {
        Value::Text(_) if matches!(kind, "date" | "integer" | "money" | "number") => return None,
        Value::Bool(b) => Cel::from(*b),
        Value::Int(n) => Cel::from(*n),
        Value::Decimal(f) => Cel::from(*f),
        Value::Text(t) => Cel::from(&**t),
        Value::List(items) => Cel::from(items.iter().map(|t| Cel::from(&**t)).collect::<Vec<_>>()),
        Value::Date(d) => Cel::from(d.to_string()),
        Value::Address(a) => texts(&[
            ("detail", &a.detail),
            ("commune", &a.commune),
            ("communeName", &a.commune_name),
            ("province", &a.province),
            ("provinceName", &a.province_name),
            ("old", &a.old),
        ]),
        Value::Document(d) => texts(&[
            ("kind", &d.kind),
            ("number", &d.number),
            ("issuedBy", &d.issued_by),
            ("issuedOn", &d.issued_on.map(|d| d.to_string()).unwrap_or_default()),
        ]),
    })
}

fn is_partial(value: &Value) -> bool {
    let partial = |d: &PartialDate| d.precision() != Precision::Day;
    match value {
        Value::Date(d) => partial(d),
        Value::Document(d) => d.issued_on.as_ref().is_some_and(partial),
        _ => false,
    }
}

/// Whether nothing stands there.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Text(t) => t.trim().is_empty(),
        Value::Address(a) => [&a.detail, &a.commune, &a.province, &a.old].iter().all(|t| t.trim().is_empty()),
        Value::Document(d) => {
            [&d.kind, &d.number, &d.issued_by].iter().all(|t| t.trim().is_empty()) && d.issued_on.is_none()
        }
        Value::List(items) => items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Date(_) => false,
    }
}

/// How often which evaluator was asked.
#[derive(Default)]
struct Asked {
    cel: usize,
    ours: usize,
}

/// What is known of a procedure while its dossiers are mutated.
struct Oracle<'f> {
    form: &'f Form,
    definition: &'f Definition,
    tables: &'f Tables,
    functions: Context<'static, 'static>,
    /// What an expression said about these values.
    known: RefCell<HashMap<(usize, u64), Said>>,
    asked: RefCell<Asked>,
}

/// A dossier as this file sees it: what is shown, and what stands there.
struct Sight<'a> {
    dossier: &'a Dossier,
    /// Of each field: itself; of a column: of each row.
    shown: Vec<Vec<bool>>,
    /// A hash of each value, so that what was said about the same values is found again.
    hashes: Vec<Vec<u64>>,
}

impl Sight<'_> {
    fn value_at(&self, at: usize, row: Option<usize>) -> Option<&Value> {
        let ix = FieldIx(at as u16);
        if !self.shown[at].get(row.unwrap_or(0)).copied().unwrap_or(false) {
            return None;
        }
        row.map_or_else(|| self.dossier.value(ix), |row| self.dossier.cell(ix, row))
    }
}

/// For our own evaluator.
impl Env for Sight<'_> {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.value_at(field.0 as usize, None)
    }
    fn rows(&self, group: FieldIx) -> usize {
        if self.shown[group.0 as usize][0] { self.dossier.rows_in(group) } else { 0 }
    }
    fn row_id(&self, group: FieldIx, row: usize) -> &str {
        self.dossier.row_id(group, row)
    }
    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        self.value_at(column.0 as usize, Some(row))
    }
    fn today(&self) -> Day {
        Env::today(self.dossier)
    }
    fn authority(&self, kind: Authority, commune: &str) -> Option<String> {
        self.dossier.authority(kind, commune)
    }
    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        Env::same_person(self.dossier, a, b)
    }
}

/// `Env::rows`, which `Dossier::rows` hides.
trait Rows {
    fn rows_in(&self, group: FieldIx) -> usize;
}

impl Rows for Dossier {
    fn rows_in(&self, group: FieldIx) -> usize {
        Env::rows(self, group)
    }
}

fn hash_of(value: Option<&Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        None => 0u8.hash(&mut hasher),
        Some(Value::Bool(b)) => (1u8, b).hash(&mut hasher),
        Some(Value::Int(n)) => (2u8, n).hash(&mut hasher),
        Some(Value::Decimal(f)) => (3u8, f.to_bits()).hash(&mut hasher),
        Some(Value::Text(t)) => (4u8, t).hash(&mut hasher),
        Some(Value::List(l)) => (5u8, l).hash(&mut hasher),
        Some(Value::Date(d)) => (6u8, d).hash(&mut hasher),
        Some(Value::Address(a)) => (7u8, a).hash(&mut hasher),
        Some(Value::Document(d)) => (8u8, d).hash(&mut hasher),
    }
    hasher.finish()
}

/// (code, path).
type Found = BTreeMap<(String, String), usize>;

impl<'f> Oracle<'f> {
    fn rows(&self, sight: &Sight, group: usize) -> usize {
        sight.dossier.rows_in(FieldIx(group as u16))
    }

    /// What an expression says; in a row, of this number.
    fn says(&self, sight: &Sight, condition: usize, row: Option<(usize, usize)>) -> Said {
        let Condition { source, ours, program, mentions, row: own } = &self.form.conditions[condition];
        let mut hasher = DefaultHasher::new();
        (row.map(|(_, row)| row), TODAY.get()).hash(&mut hasher);
        if source.contains("samePerson") {
            SAME_PERSON.with_borrow(|known| known.hash(&mut hasher));
        }
        // Of each box that counts: its rows, of those outside groups one.
        let counting = |at: usize| match (self.form.fields[at].group, row) {
            (None, _) => 0..1,
            (group, Some((_, row))) if group == *own => row..row + 1,
            (Some(group), _) => 0..self.rows(sight, group),
        };
        for at in mentions {
            let rows = counting(*at);
            rows.len().hash(&mut hasher);
            let (shown, hashes) = (&sight.shown[*at][rows.clone()], &sight.hashes[*at][rows]);
            shown.iter().zip(hashes).for_each(|(shown, hash)| shown.then_some(hash).hash(&mut hasher));
        }
        let key = (condition, hasher.finish());
        if let Some(said) = self.known.borrow().get(&key) {
            return *said;
        }
        let partial = mentions.iter().any(|at| {
            let group = self.form.fields[*at].group;
            counting(*at).any(|row| sight.value_at(*at, group.map(|_| row)).is_some_and(is_partial))
        });
        let said = if partial {
            self.asked.borrow_mut().ours += 1;
            let of_row = row.map(|(group, row)| (FieldIx(group as u16), row));
            match ours.eval(self.definition, sight, of_row) {
                Ok(Val::Bool(true)) => Said::Yes,
                Ok(Val::Bool(false)) => Said::No,
                Ok(_) => Said::Nothing,
                Err(_) => Said::Failed,
            }
        } else {
            self.asked.borrow_mut().cel += 1;
            let context = self.context(sight, mentions, *own, row);
            match program.execute(&context) {
                Ok(Cel::Bool(true)) => Said::Yes,
                Ok(Cel::Bool(false)) => Said::No,
                Ok(other) => panic!("{source} gives {other:?}"),
                Err(
                    ExecutionError::Overflow(..)
                    | ExecutionError::DivisionByZero(_)
                    | ExecutionError::RemainderByZero(_),
                ) => Said::Failed,
                Err(_) => Said::Nothing,
            }
        };
        self.known.borrow_mut().insert(key, said);
        said
    }

    fn context(
        &self,
        sight: &Sight,
        mentions: &[usize],
        own: Option<usize>,
        row: Option<(usize, usize)>,
    ) -> Context<'_, 'static> {
        let mut all = Tree::Branch(BTreeMap::new());
        let of_row = |group: usize, row: usize| {
            let mut tree = Tree::Branch(BTreeMap::new());
            for at in (0..self.form.fields.len()).filter(|at| self.form.fields[*at].group == Some(group)) {
                let stated = &self.form.fields[at];
                let value = sight.value_at(at, Some(row)).and_then(|v| as_cel(&stated.kind, v));
                tree.put(&stated.id[self.form.fields[group].id.len() + 1..], value);
            }
            tree.into_cel()
        };
        for at in mentions.iter().filter(|at| own != Some(**at)) {
            let stated = &self.form.fields[*at];
            if stated.kind == "group" {
                let rows = Env::rows(sight, FieldIx(*at as u16));
                all.put(&stated.id, Some(Cel::from((0..rows).map(|row| of_row(*at, row)).collect::<Vec<_>>())));
            } else if stated.group.is_none() {
                all.put(&stated.id, sight.value_at(*at, None).and_then(|v| as_cel(&stated.kind, v)));
            }
        }
        let mut context = self.functions.new_inner_scope();
        let Tree::Branch(all) = all else { panic!("a tree") };
        for (name, tree) in all {
            context.add_variable_from_value(name, tree.into_cel());
        }
        if let Some((group, row)) = row {
            context.add_variable_from_value("row", of_row(group, row));
        }
        context
    }

    /// What is shown, worked out again until nothing changes: conditions never depend on themselves.
    fn look<'a>(&self, dossier: &'a Dossier) -> Sight<'a> {
        let fields = &self.form.fields;
        let rows = |at: usize| fields[at].group.map_or(1, |g| dossier.rows_in(FieldIx(g as u16)));
        let value = |at: usize, row: usize| {
            let ix = FieldIx(at as u16);
            if fields[at].group.is_some() { dossier.cell(ix, row) } else { dossier.value(ix) }
        };
        let hashes: Vec<Vec<u64>> =
            (0..fields.len()).map(|at| (0..rows(at)).map(|row| hash_of(value(at, row))).collect()).collect();
        let shown = hashes.iter().map(|rows| vec![true; rows.len()]).collect();
        let mut sight = Sight { dossier, shown, hashes };
        for _ in 0..fields.len() {
            let now: Vec<Vec<bool>> = (0..fields.len())
                .map(|at| {
                    let stated = &fields[at];
                    let around = stated.section.is_none_or(|c| self.says(&sight, c, None) == Said::Yes)
                        && stated.group.is_none_or(|g| sight.shown[g][0]);
                    let own = |row: usize| match stated.show {
                        Holds::Never => false,
                        Holds::Always => true,
                        Holds::If(c) => self.says(&sight, c, stated.group.map(|g| (g, row))) == Said::Yes,
                    };
                    (0..rows(at)).map(|row| around && own(row)).collect()
                })
                .collect();
            let settled = now == sight.shown;
            sight.shown = now;
            if settled {
                break;
            }
        }
        sight
    }

    fn path(&self, dossier: &Dossier, at: usize, row: Option<usize>) -> String {
        let stated = &self.form.fields[at];
        match stated.group.zip(row) {
            Some((group, row)) => {
                let of = &self.form.fields[group].id;
                let id = dossier.row_id(FieldIx(group as u16), row);
                format!("{of}/{id}/{}", &stated.id[of.len() + 1..])
            }
            None => stated.id.clone(),
        }
    }

    /// Everything that must be found: what breaks a constraint, and what breaks a rule.
    fn expected(&self, dossier: &Dossier) -> (Found, Found) {
        TODAY.set(Some(Env::today(dossier)));
        let roles: Vec<String> = self.definition.roles.iter().map(|r| r.id.to_string()).collect();
        SAME_PERSON.with_borrow_mut(|known| {
            known.clear();
            for (a, b) in roles.iter().flat_map(|a| roles.iter().map(move |b| (a, b))) {
                known.insert((a.clone(), b.clone()), Env::same_person(dossier, a, b));
            }
        });
        let sight = self.look(dossier);
        let (mut constraints, mut rules) = (Found::new(), Found::new());
        for (at, stated) in self.form.fields.iter().enumerate() {
            let mut add = |code: &str, row: Option<usize>| {
                *constraints.entry((code.to_owned(), self.path(dossier, at, row))).or_default() += 1;
            };
            for row in (0..sight.shown[at].len()).filter(|row| sight.shown[at][*row]) {
                let of_row = stated.group.map(|_| row);
                let required = match stated.required {
                    Holds::Never => false,
                    Holds::Always => true,
                    Holds::If(c) => self.says(&sight, c, stated.group.map(|g| (g, row))) == Said::Yes,
                };
                match &*stated.kind {
                    "note" | "signature" => {}
                    "group" => {
                        let rows = self.rows(&sight, at) as i64;
                        match rows {
                            0 if required => add("required", None),
                            0 => {}
                            n if stated.min.is_some_and(|min| n < min) => add("group.too-few", None),
                            n if stated.max.is_some_and(|max| n > max) => add("group.too-many", None),
                            _ => {}
                        }
                    }
                    kind => match sight.value_at(at, of_row).filter(|v| !is_nothing(v)) {
                        Some(value) if kind != "declaration" || *value != Value::Bool(false) => {
                            wrong(self.tables, stated, value).iter().for_each(|code| add(code, of_row));
                        }
                        _ if required && kind == "declaration" => add("declaration.not-ticked", of_row),
                        _ if required => add("required", of_row),
                        _ => {}
                    },
                }
            }
        }
        for rule in &self.form.rules {
            let rows = match rule.each {
                None => vec![None],
                Some(group) => {
                    (0..Env::rows(&sight, FieldIx(group as u16))).map(|row| Some((group, row))).collect::<Vec<_>>()
                }
            };
            for row in rows {
                let when = rule.when.map_or(Said::Yes, |when| self.says(&sight, when, row));
                let said = if when == Said::Yes { self.says(&sight, rule.check, row) } else { when };
                let failed = said == Said::Failed;
                if !failed && (when != Said::Yes || said != Said::No) {
                    continue;
                }
                let number = |at: usize| self.form.fields[at].group.and(row.map(|(_, r)| r));
                let first = rule.at.iter().find(|at| sight.shown[**at].get(number(**at).unwrap_or(0)) == Some(&true));
                if let Some(at) = first {
                    let code = if failed { "rule.failed" } else { &rule.id };
                    *rules.entry((code.to_owned(), self.path(dossier, *at, number(*at)))).or_default() += 1;
                }
            }
        }
        (constraints, rules)
    }
}

// ───── Mutations ─────

/// What a mutation is known to do, besides what the oracle says of it.
enum Effect {
    /// Whatever follows.
    Any,
    /// This is wrong now, if the box is shown.
    Breaks(&'static str),
    /// It says the same as before: typed another way, stored the same.
    Nothing,
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// One character of a text, changed by `f`: dropped, doubled, replaced.
    fn at(&mut self, text: &str, f: impl Fn(char) -> String) -> String {
        let at = self.below(text.chars().count().max(1));
        text.chars().enumerate().map(|(i, c)| if i == at { f(c) } else { c.to_string() }).collect()
    }

    /// As people copy it: with blanks around and more than one between words, with characters that nobody sees.
    fn spaced(&mut self, text: &str) -> String {
        let blank = self.pick(&["  ", " \u{a0}", "\t ", " \u{200b}", "\u{feff} "]);
        let (before, after) = (self.pick(&["", " ", "\u{a0}", "\u{200b}"]), self.pick(&["", " ", "\t", "\u{ad}"]));
        format!("{before}{}{after}", text.replace(' ', blank))
    }
}

/// What a person leaves in a box after typing this.
fn typed_in(field: &Field, parts: &[&str], before: Option<&Value>) -> Option<Value> {
    let parts: Vec<String> = parts.iter().map(|p| (*p).to_owned()).collect();
    typed::value_of(field.kind, &parts, before).map(|value| typed::tidy(field, value))
}

const NAMES: [&str; 6] = ["NGUYỄN VĂN AN", "Trần Thị Bình", "H'Bia Niê", "Lê", "Y-Thanh Ê Ban", "Đỗ Ánh"];

/// Another value for a box, and what it does.
fn other_value(r: &mut Random, field: &Field, stated: &Stated, now: Option<&Value>) -> (Option<Value>, Effect) {
    use Effect::{Any, Breaks, Nothing};
    let text = |t: &str| Some(Value::Text(t.into()));
    let old = now.and_then(Value::as_text).unwrap_or_default().to_owned();
    let again = |r: &mut Random| {
        // What was typed raw by an earlier mutation is not there in its stored form.
        let stored = !old.is_empty() && now.cloned().map(|v| typed::tidy(field, v)).as_ref() == now;
        stored.then(|| if r.below(2) == 0 { r.spaced(&old) } else { old.nfd().collect() })
    };
    let max = stated.max.unwrap_or(5_000).max(1) as usize;
    match field.kind {
        FieldType::Text | FieldType::Multiline | FieldType::Agency | FieldType::PersonName => match r.below(9) {
            0 => (typed_in(field, &[&"Ạ".repeat(max + 1 + r.below(9))], None), Breaks("text.too-long")),
            1 => (typed_in(field, &[&"Ạ".repeat(max)], None), Any),
            2 | 8 => match again(r) {
                Some(again) => (typed_in(field, &[&again], None), Nothing),
                None => (text("x"), Any),
            },
            3 if field.kind == FieldType::PersonName => {
                let bad = r.pick(&["1", "@", "_", "😀", "(", "\u{2028}", "／"]);
                let name = r.pick(&NAMES);
                (text(&r.at(name, |c| format!("{c}{bad}"))), Breaks("person-name.characters"))
            }
            4 if field.kind == FieldType::PersonName => (text(r.pick(&["-", "' .", "."])), Breaks("person-name.empty")),
            5 if field.kind == FieldType::PersonName => {
                // Capitals are put right when the box is left; raw they stay.
                let lower = old.to_lowercase();
                (if r.below(2) == 0 { typed_in(field, &[&lower], None) } else { text(&format!("{lower} b")) }, Any)
            }
            6 if matches!(field.kind, FieldType::Text | FieldType::Agency) => {
                (text(r.pick(&["a\nb", "a\rb", "một\r\nhai"])), Breaks("text.lines"))
            }
            7 => (typed_in(field, &["một\nhai"], None), Any),
            _ => (typed_in(field, &[r.pick(&NAMES)], None), Any),
        },
        FieldType::Integer | FieldType::Money | FieldType::Number => {
            let form = match field.kind {
                FieldType::Integer => "integer.form",
                FieldType::Money => "money.form",
                _ => "number.form",
            };
            let (min, top) = (stated.min.unwrap_or(0), stated.max.unwrap_or(1_000));
            match r.below(7) {
                0 => (typed_in(field, &[&(min - 1).to_string()], None), Breaks("integer.too-small")),
                1 if stated.max.is_some() => {
                    (typed_in(field, &[&(top + 1).to_string()], None), Breaks("integer.too-large"))
                }
                2 => (typed_in(field, &[r.pick(&["hai", "12a", "--1", "1e"])], None), Breaks(form)),
                3 if field.kind == FieldType::Number => {
                    (typed_in(field, &[&format!("{},125", min + 1)], None), Breaks("number.decimals"))
                }
                4 if field.kind == FieldType::Number => (typed_in(field, &[&format!("{min},25")], None), Any),
                5 => (typed_in(field, &[&format!(" {} ", min + 1)], None), Any),
                _ => (typed_in(field, &[&(min + r.below((top - min + 1) as usize) as i64).to_string()], None), Any),
            }
        }
        FieldType::Date => {
            let date = now.and_then(Value::as_date);
            match r.below(11) {
                0 => (typed_in(field, &["31", r.pick(&["2", "4", "11"]), "2026"], None), Breaks("date.day")),
                1 => (typed_in(field, &["1", r.pick(&["13", "0"]), "2026"], None), Breaks("date.month")),
                2 => (typed_in(field, &["1", "2", r.pick(&["1799", "2200", "9999"])], None), Breaks("date.year")),
                3 => (typed_in(field, &[r.pick(&["5", "99", "0"]), "", ""], None), Breaks("date.form")),
                4 if stated.precision == "day" => {
                    (typed_in(field, &["", r.pick(&["", "7"]), "1990"], None), Breaks("date.needs-day"))
                }
                4 if stated.precision == "month" => {
                    (typed_in(field, &["", "", "1990"], None), Breaks("date.needs-month"))
                }
                4 | 5 => (typed_in(field, &["", r.pick(&["", "7"]), r.pick(&["1958", "2008", "2026"])], None), Any),
                6 => match date {
                    // Written as on paper, in one box, with zeros or without.
                    Some(date) => {
                        let written = date.to_vietnamese();
                        let written = if r.below(2) == 0 { written.replace('/', ".") } else { written };
                        (typed_in(field, &[&written, "", ""], None), Nothing)
                    }
                    None => (typed_in(field, &["05/03/2026", "", ""], None), Any),
                },
                7 | 8 => {
                    let day = date.and_then(PartialDate::to_day);
                    let days = [-1, 1, -30, 30, -365, 365, -6_570, 6_570, 20_000][r.below(9)];
                    let day = day.and_then(|d| d.checked_add(Duration::days(days)));
                    let there = day.filter(|d| (1800..2200).contains(&d.year()));
                    (there.map(|d| Value::Date(d.into())), Any)
                }
                9 => (typed_in(field, &["22", "11", r.pick(&["2026", "2008", "2010", "1900", "2027"])], None), Any),
                _ => (
                    typed_in(
                        field,
                        &[
                            &(1 + r.below(28)).to_string(),
                            &(1 + r.below(12)).to_string(),
                            &(1930 + r.below(100)).to_string(),
                        ],
                        None,
                    ),
                    Any,
                ),
            }
        }
        // A text there is refused when data are read, and no box gives one.
        FieldType::YesNo | FieldType::Declaration => (Some(Value::Bool(now != Some(&Value::Bool(true)))), Any),
        FieldType::Choice | FieldType::Sex => match r.below(5) {
            0 => (text(r.pick(&["nope", "Nope 1", "0", "?"])), Breaks("choice.unknown")),
            1 => {
                // What people read in place of the code.
                let label = &field.options[r.below(field.options.len())].label.vi;
                (Some(Value::Text(label.clone())), Any)
            }
            2 => (text(&format!("{old}x")), Breaks("choice.unknown")),
            _ => (Some(Value::Text(field.options[r.below(field.options.len())].value.clone())), Any),
        },
        FieldType::CitizenId => {
            let good = r.pick(&["079190000017", "001085000028", "079225000039", "040090004321", "079300001234"]);
            let number = if old.len() == 12 && old.bytes().all(|b| b.is_ascii_digit()) { &*old } else { good };
            match r.below(9) {
                0 => (typed_in(field, &[&r.at(number, |_| String::new())], None), Breaks("id.length")),
                1 => (typed_in(field, &[&r.at(number, |c| format!("{c}7"))], None), Breaks("id.length")),
                2 => {
                    let wrong = r.pick(&["O", "l", "x", "٣", "+"]);
                    (typed_in(field, &[&r.at(number, |_| wrong.to_owned())], None), Breaks("id.character"))
                }
                3 => {
                    let by = r.pick(&[" ", ".", "-", "\u{a0}", "\u{200b}"]);
                    let apart = [&number[..3], &number[3..6], &number[6..]].join(by);
                    let effect = if now.is_some_and(|v| v.as_text() == Some(number)) { Nothing } else { Any };
                    (typed_in(field, &[&apart], None), effect)
                }
                4 => (text(&format!("{} {}", &number[..3], &number[3..])), Breaks("id.form")),
                5 => (
                    text(&format!("{}{}", r.pick(&["003", "000"]), &number[3..])),
                    Breaks("citizen-id.unknown-province"),
                ),
                6 => (
                    text(&format!("{}{}{}", &number[..3], r.pick(&["4", "9"]), &number[4..])),
                    Breaks("citizen-id.future-birth"),
                ),
                7 => (text(&r.at(number, |c| if c == '9' { "0".to_owned() } else { "9".to_owned() })), Any),
                _ => (text(good), Any),
            }
        }
        FieldType::Phone => match r.below(9) {
            0 => (typed_in(field, &["090312345"], None), Breaks("id.length")),
            1 => (typed_in(field, &["09031234567"], None), Breaks("id.length")),
            2 => (typed_in(field, &[r.pick(&["0903123x56", "O903123456"])], None), Breaks("id.character")),
            3 => {
                (typed_in(field, &[r.pick(&["0301234567", "1903123456", "02001234567"])], None), Breaks("phone.prefix"))
            }
            4 => (typed_in(field, &[r.pick(&["113", "19001234", "1800599920"])], None), Breaks("phone.not-personal")),
            5 => (text(r.pick(&["0903 123 456", "028.3829.1234", "01203123456"])), Breaks("id.form")),
            6 => (typed_in(field, &[r.pick(&["+84 903-123-456", "01203123456", "(028) 3829 1234"])], None), Any),
            7 if old.len() == 10 && old.bytes().all(|b| b.is_ascii_digit()) => {
                let apart = format!(" {}.{} {}", &old[..4], &old[4..7], &old[7..]);
                (
                    typed_in(field, &[&apart], None),
                    if ["090", "091", "098"].contains(&&old[..3]) { Nothing } else { Any },
                )
            }
            _ => (text(r.pick(&["0903123456", "02838291234", "0703123456"])), Any),
        },
        FieldType::Email => match r.below(6) {
            0 => (typed_in(field, &["an.example.vn"], None), Breaks("email.no-at")),
            1 => (
                typed_in(field, &[r.pick(&["a b@example.vn", "ân@example.vn", "a@b@c.vn", "a..b@x.vn"])], None),
                Breaks("id.character"),
            ),
            2 => (typed_in(field, &[r.pick(&["an@example", "an@example.v", "an@"])], None), Breaks("email.domain")),
            3 => (
                typed_in(field, &[r.pick(&["an@gmial.com", "an@gmail.con", "an@yaho.com"])], None),
                Breaks("repair.email-domain"),
            ),
            4 => (typed_in(field, &[" an.b+c@Example.VN "], None), Any),
            _ => (text(r.pick(&["an@example.com", "a.b+c@example.com.vn", "an@gmail.com"])), Any),
        },
        FieldType::Address => {
            let mut address = match now {
                Some(Value::Address(a)) => (**a).clone(),
                _ => Address::default(),
            };
            let effect = match r.below(9) {
                0 => {
                    address.commune = r.pick(&["2674", "267400", "2674O", "x"]).into();
                    Breaks("address.code")
                }
                1 => {
                    address.province = r.pick(&["7", "079", "HN"]).into();
                    Breaks("address.code")
                }
                2 => {
                    address = Address { commune: String::new(), province: "79".into(), ..address };
                    Breaks("address.incomplete")
                }
                3 => {
                    address = Address { detail: "1 Main Street, Springfield".into(), ..Address::default() };
                    Breaks("address.no-commune")
                }
                4 => {
                    address = Address {
                        old: "Phường Bến Nghé, Quận 1".into(),
                        commune: String::new(),
                        province: String::new(),
                        ..address
                    };
                    Breaks("address.incomplete")
                }
                5 => {
                    address.commune = r.pick(&["26740", "26737", "00004"]).into();
                    Any
                }
                6 => {
                    address.old = r.pick(&["", "12 Nguyễn Huệ, Quận 1"]).into();
                    Any
                }
                _ => {
                    address.detail = r.pick(&["12 Nguyễn Huệ", "Thôn 3", "45 Hai Bà Trưng"]).into();
                    Any
                }
            };
            (Some(Value::Address(Rc::new(address))), effect)
        }
        FieldType::IdentityDocument => {
            let mut paper = match now {
                Some(Value::Document(d)) => (**d).clone(),
                _ => IdentityDocument {
                    kind: "cccd".into(),
                    number: "079190000017".into(),
                    ..IdentityDocument::default()
                },
            };
            let issued = paper.issued_on;
            let day = move |d: Option<PartialDate>| {
                let [day, month, year] = d.map_or([String::new(), String::new(), String::new()], |d| {
                    [d.day(), d.month()]
                        .map(|n| n.map(|n| n.to_string()).unwrap_or_default())
                        .into_iter()
                        .chain([d.year().to_string()])
                        .collect::<Vec<_>>()
                        .try_into()
                        .expect("three")
                });
                [day, month, year]
            };
            let effect = match r.below(11) {
                0 => {
                    paper.kind = r.pick(&["giay-to", "CCCD", "visa"]).into();
                    Breaks("document.kind")
                }
                1 => {
                    paper.kind = String::new();
                    Breaks("document.no-kind")
                }
                2 if !paper.kind.is_empty() => {
                    paper.number = String::new();
                    let known = typed::DOCUMENT_KINDS.contains(&&*paper.kind);
                    if known { Breaks("document.no-number") } else { Any }
                }
                3 => {
                    paper = IdentityDocument {
                        kind: "cmnd".into(),
                        number: r.pick(&["02345678", "0234567890"]).into(),
                        ..paper
                    };
                    Breaks("id.length")
                }
                4 => {
                    paper = IdentityDocument { kind: "cccd".into(), number: "07919000001".into(), ..paper };
                    Breaks("id.length")
                }
                5 => {
                    paper = IdentityDocument {
                        kind: "passport".into(),
                        number: r.pick(&["C123-4567", "Ố1234567"]).into(),
                        ..paper
                    };
                    Breaks("document.passport")
                }
                6 => {
                    paper = IdentityDocument { kind: "other".into(), number: "9".repeat(51), ..paper };
                    Breaks("text.too-long")
                }
                7 => {
                    let number =
                        format!("{} {}", paper.number.get(..3).unwrap_or("012"), paper.number.get(3..).unwrap_or("3"));
                    let [d, m, y] = day(issued);
                    let same = now.is_some_and(|v| matches!(v, Value::Document(d) if typed::DOCUMENT_KINDS[..3].contains(&&*d.kind) && d.number.bytes().all(|b| b.is_ascii_digit()) && d.number.len() > 8));
                    let value = typed_in(field, &[&paper.kind, &number, &d, &m, &y, &paper.issued_by], None);
                    return (value, if same { Nothing } else { Any });
                }
                8 => {
                    paper.issued_by = String::new();
                    Any
                }
                9 => {
                    let days = [-10_000, -1, 1, 10_000][r.below(4)];
                    let moved = issued.and_then(PartialDate::to_day).and_then(|d| d.checked_add(Duration::days(days)));
                    paper.issued_on = moved.filter(|d| (1800..2200).contains(&d.year())).map(Into::into);
                    Any
                }
                _ => {
                    let (kind, number) = [
                        ("can-cuoc", "079190000017"),
                        ("cmnd", "023456789"),
                        ("passport", "C1234567"),
                        ("other", "12/GX-2026"),
                    ][r.below(4)];
                    paper = IdentityDocument { kind: kind.into(), number: number.into(), ..paper };
                    Any
                }
            };
            (Some(Value::Document(Rc::new(paper))), effect)
        }
        _ => (None, Any),
    }
}

/// Does one thing to a dossier. What it is known to do, and where.
fn mutate(r: &mut Random, form: &Form, definition: &Definition, dossier: &mut Dossier) -> (Effect, Option<Path>) {
    let groups: Vec<&Stated> = form.fields.iter().filter(|f| f.kind == "group").collect();
    match r.below(24) {
        0 if !groups.is_empty() => {
            let group = &groups[r.below(groups.len())].id;
            dossier.reduce(Action::AddRow(group.as_str().into()));
            return (Effect::Any, None);
        }
        1 if !groups.is_empty() => {
            let group = &groups[r.below(groups.len())].id;
            let rows = dossier.rows(group);
            if let Some(row) = (!rows.is_empty()).then(|| rows[r.below(rows.len())].clone()) {
                dossier.reduce(Action::RemoveRow { group: group.as_str().into(), row });
            }
            return (Effect::Any, None);
        }
        2 => {
            dossier.reduce(if r.below(3) == 0 { Action::Redo } else { Action::Undo });
            return (Effect::Any, None);
        }
        _ => {}
    }
    let places: Vec<Path> = dossier.answers().map(|(path, _)| path.clone()).collect();
    let mut path = places[r.below(places.len())].clone();
    for _ in 0..3 {
        let signature = dossier.field_at(&path).is_some_and(|f| f.kind == FieldType::Signature);
        if dossier.visible(&path) && !signature {
            break;
        }
        path = places[r.below(places.len())].clone();
    }
    let (ix, field) = definition.field_at(&path).expect("a field");
    if field.kind == FieldType::Signature {
        return (Effect::Any, None);
    }
    let now = dossier.answer(&path).and_then(|a| a.value.clone());
    let (value, effect) = match r.below(8) {
        0 => (None, Effect::Any),
        1 => {
            // The value of another box of this type: of another person, of another row.
            let alike = |p: &&Path| dossier.field_at(p).is_some_and(|f| f.kind == field.kind) && **p != path;
            let others: Vec<&Path> = places.iter().filter(alike).collect();
            if others.is_empty() {
                (None, Effect::Any)
            } else {
                let other = others[r.below(others.len())].clone();
                let theirs = dossier.answer(&other).and_then(|a| a.value.clone());
                if r.below(2) == 0 {
                    dossier.reduce(Action::Edit { path: other, value: now.clone() });
                }
                (theirs, Effect::Any)
            }
        }
        _ => other_value(r, field, &form.fields[ix.0 as usize], now.as_ref()),
    };
    // What a mutation would do to a box that nobody can change it does not do.
    let effect = if dossier.locked(&path) { Effect::Any } else { effect };
    let effect = match (effect, dossier.answer(&path)) {
        (Effect::Nothing, Some(answer)) => {
            assert_eq!(
                answer.value,
                value,
                "{}: {}: typed another way, it is stored otherwise",
                definition.id,
                path.as_str()
            );
            Effect::Nothing
        }
        (effect, _) => effect,
    };
    dossier.reduce(Action::Edit { path: path.clone(), value });
    (effect, Some(path))
}

// ───── The test ─────

#[derive(Default)]
struct Counts {
    bases: usize,
    breaking: usize,
    constraints: usize,
    rules: usize,
    /// Distinct (code, field).
    kinds: BTreeSet<(String, String)>,
    same: usize,
}

fn found(dossier: &Dossier) -> Found {
    let mut found = Found::new();
    for finding in dossier.findings() {
        let path = finding.paths.first().map_or("", |p| p.as_str());
        *found.entry((finding.code.to_string(), path.to_owned())).or_default() += 1;
    }
    found
}

/// The valid dossiers of a procedure, and more made of them: with rows the other way round, with as many as there may be,
/// and one more. The first so many are the valid ones.
fn bases(definition: &Rc<Definition>, form: &Form) -> (Vec<Dossier>, usize) {
    let folder = format!("tests/fixtures/dossiers/{}/valid", definition.id);
    let entries = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).expect("valid dossiers");
    let mut names: Vec<String> =
        entries.map(|e| format!("{folder}/{}", e.expect("a file").file_name().to_string_lossy())).collect();
    names.sort();
    let mut out = Vec::new();
    let mut more = Vec::new();
    for name in names {
        let case = Json::parse(&file(&name)).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let dossier = open_case(definition, &case, &name);
        assert_eq!(found(&dossier), Found::new(), "{name}");
        out.push(dossier);
        for group in form.fields.iter().filter(|f| f.kind == "group") {
            let rows =
                case.get("data").and_then(|d| d.get_dotted(&group.id)).map_or(Vec::new(), |g| g.items().to_vec());
            if rows.is_empty() {
                continue;
            }
            let max = group.max.unwrap_or(10) as usize;
            let around = |n: usize| rows.iter().rev().cycle().take(n).cloned().collect::<Vec<_>>();
            for n in [rows.len(), max, max + 1] {
                let mut data = case.get("data").expect("data").clone();
                data.remove_dotted(&group.id);
                data.insert_dotted(&group.id, Json::Array(around(n)));
                let mut changed = vec![("data", data), ("findings", Json::Array(Vec::new()))];
                changed.extend(["today", "cast"].iter().filter_map(|key| Some((*key, case.get(key)?.clone()))));
                more.push(open_case(definition, &Json::object(changed), &name));
            }
        }
    }
    let valid = out.len();
    more.truncate(6);
    out.extend(more);
    (out, valid)
}

fn check(oracle: &Oracle, dossier: &Dossier, counts: &mut Counts, what: &dyn Fn() -> String) {
    let (constraints, rules) = oracle.expected(dossier);
    let found = found(dossier);
    let mut expected = constraints.clone();
    rules.iter().for_each(|(key, n)| *expected.entry(key.clone()).or_default() += n);
    if found != expected {
        let only = |a: &Found, b: &Found| -> Vec<String> {
            let other = a.iter().filter(|(key, n)| b.get(key) != Some(n));
            other.map(|((code, path), n)| format!("{code} at {path} ×{n}")).collect()
        };
        panic!(
            "{}\n found and not broken: {:?}\n broken and not found: {:?}",
            what(),
            only(&found, &expected),
            only(&expected, &found)
        );
    }
    counts.breaking += usize::from(!constraints.is_empty());
    counts.constraints += constraints.values().sum::<usize>();
    counts.rules += rules.values().sum::<usize>();
    for (code, path) in constraints.into_keys() {
        let mut parts = path.splitn(3, '/');
        let field = match (parts.next(), parts.nth(1)) {
            (Some(group), Some(column)) => format!("{group}.{column}"),
            _ => path.clone(),
        };
        counts.kinds.insert((code, field));
    }
}

fn run(id: &str, mutations: usize, seed: u64, tables: &Tables) -> String {
    let definition = procedure(id);
    let form = Form::read(&definition);
    let oracle = Oracle {
        form: &form,
        definition: &definition,
        tables,
        functions: functions(),
        known: RefCell::default(),
        asked: RefCell::default(),
    };
    let mut r = Random(seed | 1);
    let (bases, valid) = bases(&definition, &form);
    let mut counts = Counts { bases: bases.len(), ..Counts::default() };
    for (number, base) in bases.iter().enumerate() {
        check(&oracle, base, &mut Counts::default(), &|| format!("{id}: dossier {number}"));
    }
    let mut done = 0;
    while done < mutations {
        // Those with many rows take as long as twenty others.
        let number = if r.below(12) == 0 { r.below(bases.len()) } else { r.below(valid) };
        let mut dossier = bases[number].clone();
        for step in 0..1 + r.below(4) {
            let (effect, path) = mutate(&mut r, &form, &definition, &mut dossier);
            done += 1;
            let value = |path: &Path| dossier.answer(path).and_then(|a| a.value.clone());
            let what = || {
                let at = path.as_ref().map(|p| format!("{} is {:?}", p.as_str(), value(p)));
                format!("{id}: dossier {number}, mutation {done} (step {step}): {}", at.unwrap_or_default())
            };
            check(&oracle, &dossier, &mut counts, &what);
            match (effect, &path) {
                (Effect::Breaks(code), Some(path)) if dossier.visible(path) => {
                    let there = found(&dossier).contains_key(&(code.to_owned(), path.as_str().to_owned()));
                    assert!(there, "{}: {code} is not found", what());
                }
                (Effect::Nothing, _) => counts.same += 1,
                _ => {}
            }
        }
    }
    let asked = oracle.asked.borrow();
    format!(
        "{id}: {done} mutations of {} dossiers, after {} something stated is broken: {} findings, of {} kinds, each expected and \
         no other; {} findings of rules as expected (conditions and rules asked anew: {} by cel, {} by ours); {} typed another way",
        counts.bases,
        counts.breaking,
        counts.constraints,
        counts.kinds.len(),
        counts.rules,
        asked.cel,
        asked.ours,
        counts.same
    )
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn what_breaks_a_constraint_is_found_and_nothing_else() {
    let number = |name: &str, default: usize| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (mutations, seed) = (number("TROLY_MUTATIONS", 10_000), number("TROLY_MUTATION_SEED", 1_193) as u64);
    let entries = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join("procedures")).expect("procedures");
    let mut ids: Vec<String> = entries
        .filter_map(|e| e.expect("an entry").file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    ids.sort();
    let (tables, next) = (Tables::read(), AtomicUsize::new(0));
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut lines = Vec::new();
                    while let Some(id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
                        lines.push(run(id, mutations, seed, &tables));
                    }
                    lines
                })
            })
            .collect();
        let mut lines: Vec<String> = workers.into_iter().flat_map(|w| w.join().expect("no procedure fails")).collect();
        lines.sort();
        println!("{}", lines.join("\n"));
        assert_eq!(lines.len(), ids.len());
    });
}
