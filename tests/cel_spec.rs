//! The conformance data of the CEL specification (`tests/fixtures/cel-spec/`): what is in our language gives the value that
//! stands there; what is not is refused when it is read, for the reason that `outside.txt` states. Never another value.

mod common;

use common::file;
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs, path::Path as FilePath};
use troly::{
    definition::{Definition, FieldIx, parse},
    rules::{Authority, Env, Expr, Scope, Val, types},
    text::date::Day,
    value::Value,
};

const FOLDER: &str = "tests/fixtures/cel-spec";

/// What a test binds its names to.
struct Bound(Vec<Option<Value>>);

impl Env for Bound {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.0.get(field.0 as usize)?.as_ref()
    }
    fn rows(&self, _: FieldIx) -> usize {
        0
    }
    fn rows_in(&self, _: FieldIx, _: usize) -> std::ops::Range<usize> {
        0..0
    }
    fn row_id(&self, _: FieldIx, _: usize) -> &str {
        ""
    }
    fn cell(&self, _: FieldIx, _: usize) -> Option<&Value> {
        None
    }
    fn today(&self) -> Day {
        Day::from_calendar_date(2026, time::Month::November, 21).expect("a day")
    }
    fn authority(&self, _: Authority, _: &str) -> Option<String> {
        None
    }
    fn same_person(&self, _: &str, _: &str) -> Option<bool> {
        None
    }
}

/// A bound value as the answer of a box, and the type of that box; `None` where no box holds such a value.
fn answer(bound: &Json) -> Option<(&'static str, Value)> {
    let (kind, value) = bound.as_object()?.iter().next()?;
    Some(match (&**kind, value) {
        ("bool", Json::Bool(b)) => ("yes-no", Value::Bool(*b)),
        ("int", Json::String(n)) => ("integer", Value::Int(n.parse().ok()?)),
        ("double", Json::String(n)) => ("number", Value::Decimal(n.parse().ok()?)),
        ("string", Json::String(t)) => ("text", Value::Text(t.as_str().into())),
        _ => return None,
    })
}

/// A definition with a box for each name that a box can stand for.
fn definition(bindings: &BTreeMap<String, (&'static str, Value)>) -> Definition {
    let fields: Vec<String> = (bindings.values().enumerate())
        .map(|(i, (kind, _))| format!(r#"{{"id":"f{i}","type":"{kind}","label":"x"}}"#))
        .chain([r#"{"id":"last","type":"text","label":"x"}"#.to_owned()])
        .collect();
    let text = format!(
        r#"{{"troly":1,"id":"x","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x",
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{}]}}]}}]}}"#,
        fields.join(",")
    );
    let mut def = parse(&text).expect("a definition");
    for (field, name) in def.fields.iter_mut().zip(bindings.keys()) {
        field.id = name.as_str().into(); // `x_y` is no id of a box
    }
    def
}

#[derive(Debug)]
enum Outcome {
    Value(Val),
    /// An error when it ran.
    Failed(&'static str),
    /// Refused when it was read.
    Refused(&'static str),
}

fn run(test: &Json, expr: &str) -> Outcome {
    let bindings: BTreeMap<String, (&'static str, Value)> = (test["bindings"].as_object().into_iter().flatten())
        .filter_map(|(name, bound)| Some((name.clone(), answer(bound)?)))
        .collect();
    let def = definition(&bindings);
    let mut by_id: Vec<FieldIx> = (0..def.fields.len() as u16).map(FieldIx).collect();
    by_id.sort_by_key(|ix| def.fields[ix.0 as usize].id.clone());
    let scope = Scope { fields: &def.fields, by_id: &by_id, roles: &[], row: None };
    let env = Bound(bindings.into_values().map(|(_, value)| Some(value)).collect());
    match Expr::parse(expr, &scope, types::ANY) {
        Err(error) => Outcome::Refused(error.code.code()),
        Ok(expr) => expr.eval(&def, &env, None).map_or_else(|e| Outcome::Failed(e.code()), Outcome::Value),
    }
}

/// Whether a value is what the data say.
fn same(ours: &Val, stated: &Json) -> bool {
    let Some((kind, stated)) = stated.as_object().and_then(|o| o.iter().next()) else { return false };
    match (ours, &**kind, stated) {
        (Val::Bool(a), "bool", Json::Bool(b)) => a == b,
        (Val::Int(a), "int", Json::String(b)) => b.parse() == Ok(*a),
        (Val::Double(a), "double", Json::String(b)) => {
            b.parse().is_ok_and(|b: f64| *a == b || a.is_nan() && b.is_nan())
        }
        (Val::Str(a), "string", Json::String(b)) => **a == **b,
        (Val::List(a), "list", Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        // What has no value is missing.
        (Val::Missing, "null", _) => true,
        _ => false,
    }
}

/// Whether a failure is the one that the data name; other messages are not about what a value can do.
fn same_failure(code: &str, stated: &str) -> bool {
    match code {
        "eval.division-by-zero" => !stated.contains("overflow"),
        "eval.overflow" => !stated.contains("by zero"),
        "eval.type" => stated.contains("overload"),
        _ => false,
    }
}

/// How many of a section's tests are refused (or say nothing), and with what code: a line of `outside.txt`.
type Outside = BTreeMap<(String, String), usize>;

fn in_words([values, none, refused, outside, plain]: [usize; 5]) -> String {
    format!(
        "{values} with the same value, {none} without one in both, {refused} errors refused when read, \
         {outside} outside our language; {plain} of these read without dyn"
    )
}

fn outside() -> Outside {
    let text = file(&format!("{FOLDER}/outside.txt"));
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let read = lines.map(|line| {
        let parts: Vec<&str> = line.splitn(4, ' ').collect();
        let [place, code, count, why] = parts[..] else { panic!("{line}: section, code, count, why") };
        assert!(why.len() > 3, "{line}: no reason");
        ((place.to_owned(), code.to_owned()), count.parse().unwrap_or_else(|_| panic!("{line}: count")))
    });
    read.collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn comes_out_as_the_specification_says() {
    let mut files: Vec<String> = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER))
        .expect("the fixtures")
        .filter_map(|e| e.expect("an entry").file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    files.sort();
    let mut refused = Outside::new();
    let (mut all, mut wrong) = ([0; 5], Vec::new());
    for name in files {
        let sections: Json = serde_json::from_str(&file(&format!("{FOLDER}/{name}.json"))).expect("JSON");
        // With the same value, without one in both, refused where it is an error, outside, read without dyn.
        let mut counts = [0; 5];
        for section in sections.as_array().expect("sections") {
            let place = format!("{name}/{}", section["section"].as_str().expect("a name"));
            for test in section["tests"].as_array().expect("tests") {
                let expr = test["expr"].as_str().expect("an expression");
                let mut outcome = run(test, expr);
                // `dyn` only silences CEL's type checker; where ours has no need of it, the rest is in our language.
                let plain = expr.replace("dyn(", "(");
                if plain != expr && !matches!(run(test, &plain), Outcome::Refused(_)) {
                    outcome = run(test, &plain);
                    counts[4] += 1;
                }
                let stated = test.get("error").map(|e| e.as_str().expect("a message"));
                match (outcome, stated) {
                    (Outcome::Value(value), None) if same(&value, &test["value"]) => counts[0] += 1,
                    (Outcome::Value(Val::Missing), Some(_)) => counts[1] += 1,
                    (Outcome::Failed(code), Some(stated)) if same_failure(code, stated) => counts[1] += 1,
                    (Outcome::Refused(_), Some(_)) => counts[2] += 1,
                    (Outcome::Refused(code), None) => {
                        counts[3] += 1;
                        *refused.entry((place.clone(), code.to_owned())).or_default() += 1;
                    }
                    (Outcome::Value(Val::Missing), None) => {
                        counts[3] += 1;
                        *refused.entry((place.clone(), "missing".to_owned())).or_default() += 1;
                    }
                    (other, _) => wrong.push(format!("{place}: {other:?} of {test}")),
                }
            }
        }
        println!("{name}: {}", in_words(counts));
        all.iter_mut().zip(counts).for_each(|(all, n)| *all += n);
    }
    println!("in all: {}", in_words(all));
    assert!(wrong.is_empty(), "{} other values:\n{}", wrong.len(), wrong.join("\n"));
    let listed = outside();
    let lines = |a: &Outside, b: &Outside| -> Vec<String> {
        let only = a.iter().filter(|(key, n)| b.get(key) != Some(n));
        only.map(|((place, code), n)| format!("{place} {code} {n}")).collect()
    };
    let (new, gone) = (lines(&refused, &listed), lines(&listed, &refused));
    assert!(
        new.is_empty() && gone.is_empty(),
        "not in outside.txt:\n{}\nonly there:\n{}",
        new.join("\n"),
        gone.join("\n")
    );
}
