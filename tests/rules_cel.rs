//! The rule language against the `cel` crate: generated expressions of the common part must come out the same.
//!
//! `TROLY_CEL_CASES` sets how many (default 150,000), `TROLY_CEL_SEED` which ones.

use cel::{Context, ExecutionError, Program, Value as Cel};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};
use troly::{
    definition::{Definition, FieldIx, parse},
    json::Json,
    rules::{EvalError, Expr, Scope, Val, types},
    text::date::Day,
    validate::Data,
};

/// A definition whose fields are the variables of the expressions: whole numbers a b z, decimals f h, texts s t, yes or no p q,
/// a list of texts c, members of m, rows g, and of each kind one that has no answer.
fn variables() -> Definition {
    let field = |id: &str, kind: &str| format!(r#"{{"id":"{id}","type":"{kind}","label":"x"}}"#);
    let options = r#","options":[{"value":"abc","label":"x"},{"value":"é","label":"y"},{"value":"x y","label":"z"}]}"#;
    let mut fields: Vec<String> = [
        ("integer", &["a", "b", "z", "noInt", "m.n"][..]),
        ("number", &["f", "h", "noDouble"]),
        ("text", &["s", "t", "noText", "m.w"]),
        ("yes-no", &["p", "q", "noBool"]),
    ]
    .iter()
    .flat_map(|(kind, ids)| ids.iter().map(|id| field(id, kind)))
    .collect();
    fields.extend(["c", "noList"].map(|id| field(id, "choices").replace('}', options)));
    let columns = [
        field("n", "integer"),
        field("w", "text"),
        field("o", "yes-no"),
        field("d", "number"),
        field("maybeInt", "integer"),
        field("maybeText", "text"),
    ];
    fields.push(format!(r#"{{"id":"g","type":"group","label":"x","fields":[{}]}}"#, columns.join(",")));
    let text = format!(
        r#"{{"troly":1,"id":"x","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x",
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{}]}}]}}]}}"#,
        fields.join(",")
    );
    parse(&text).unwrap_or_else(|d| panic!("{d:?}"))
}

/// The same answers for both.
const ANSWERS: &str = r#"{"a":7,"b":-3,"z":0,"f":2.5,"h":-0.125,"s":"abc","t":"Đỗ Ánh","p":true,"q":false,"c":["abc","é"],
    "m":{"n":41,"w":"ab"},
    "g":[{"n":1,"w":"abc","o":true,"d":1.5,"maybeInt":1},{"n":7,"w":"é","o":false,"d":-2.0,"maybeText":"x"},
         {"n":7,"w":"x y","o":true,"d":0.25,"maybeInt":0,"maybeText":"y"}]}"#;

fn as_cel(json: &Json) -> Cel {
    match json {
        Json::Bool(b) => Cel::from(*b),
        Json::Int(n) => Cel::from(*n),
        Json::Float(f) => Cel::from(*f),
        Json::Text(t) => Cel::from(t.to_string()),
        Json::Array(items) => Cel::from(items.iter().map(as_cel).collect::<Vec<_>>()),
        Json::Object(entries) => {
            Cel::from(entries.iter().map(|(name, value)| (name.to_string(), as_cel(value))).collect::<HashMap<_, _>>())
        }
        Json::Null => Cel::Null,
    }
}

fn answers(def: &Definition) -> (Data, Context<'static, 'static>) {
    let json = Json::parse(ANSWERS).expect("JSON");
    let day = Day::from_calendar_date(2026, time::Month::November, 21).expect("a day");
    let data = Data::read(def, &json, day).expect("data");
    let mut context = Context::default();
    for (name, value) in json.entries() {
        context.add_variable_from_value(&**name, as_cel(value));
    }
    (data, context)
}

/// What an expression gives, or the elements of a list.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Double,
    Text,
    Bool,
}

const KINDS: [Kind; 4] = [Kind::Int, Kind::Double, Kind::Text, Kind::Bool];

/// A variable of a macro.
#[derive(Clone, Copy, PartialEq)]
enum Local {
    Row,
    Of(Kind),
}

/// A generator of expressions, by type; small and reproducible (xorshift64*).
struct Random {
    state: u64,
    /// Variables of macros in sight.
    locals: Vec<(String, Local)>,
    /// Within lists and what filters them nothing is missing: there a missing element is ours alone (documented).
    certain: u32,
}

const COMPARE: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn kind(&mut self) -> Kind {
        KINDS[self.below(4) as usize]
    }

    /// What stands between two tokens.
    fn gap(&mut self) -> &'static str {
        match self.below(20) {
            0 => "\t",
            1 => "\n",
            2 => " // '\" (\n",
            3 => "",
            _ => " ",
        }
    }

    /// `left sign right`, in brackets or not: without, both must see the same tree.
    fn binary(&mut self, left: String, sign: &str, right: String) -> String {
        let (before, after) = (self.gap(), self.gap());
        // `a--1` is fine for both, `a //` is not.
        let plain = format!("{left}{before}{sign}{after}{right}");
        if self.below(3) == 0 { plain } else { format!("({plain})") }
    }

    fn any(&mut self, kind: Kind, depth: u32) -> String {
        // An expression that may stand for any type.
        if depth > 0 {
            match self.below(12) {
                0 => {
                    let (c, a, b) = (self.bool(depth - 1), self.any(kind, depth - 1), self.any(kind, depth - 1));
                    return format!("({c} ? {a} : {b})");
                }
                1 if self.certain == 0 => {
                    let list = self.list(kind, depth - 1);
                    let index = if self.below(4) == 0 { self.int(depth - 1) } else { self.below(3).to_string() };
                    return format!("({list})[{index}]");
                }
                _ => {}
            }
        } else if let Some(name) = self.local(kind) {
            return name;
        }
        match kind {
            Kind::Int => self.int(depth),
            Kind::Double => self.double(depth),
            Kind::Text => self.text(depth),
            Kind::Bool => self.bool(depth),
        }
    }

    /// A variable of a macro, or a cell of its row, perhaps.
    fn local(&mut self, kind: Kind) -> Option<String> {
        if self.below(3) > 0 {
            return None;
        }
        let (name, local) = self.locals.last()?.clone();
        let column = match (local, kind) {
            (Local::Of(of), _) => return (of == kind).then_some(name),
            (Local::Row, Kind::Int) => {
                if self.certain == 0 && self.below(3) == 0 {
                    "maybeInt"
                } else {
                    "n"
                }
            }
            (Local::Row, Kind::Text) => {
                if self.certain == 0 && self.below(3) == 0 {
                    "maybeText"
                } else {
                    "w"
                }
            }
            (Local::Row, Kind::Bool) => "o",
            (Local::Row, Kind::Double) => "d",
        };
        Some(format!("{name}.{column}"))
    }

    fn int(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(9) {
                0 if self.certain == 0 => "noInt".into(),
                1 => self
                    .pick(&["9223372036854775807", "-9223372036854775808", "0x1F", "-0x10", "4611686018427387904"])
                    .into(),
                2 | 3 => (self.below(20) as i64 - 10).to_string(),
                4 => "m.n".into(),
                _ => self.pick(&["a", "b", "z", "1", "2", "7"]).into(),
            };
        }
        let d = depth - 1;
        match self.below(10) {
            0..=4 => {
                let (a, op, b) =
                    (self.any(Kind::Int, d), self.pick(&["+", "-", "*", "/", "%"]), self.any(Kind::Int, d));
                self.binary(a, op, b)
            }
            5 => format!("-({})", self.any(Kind::Int, d)),
            6 => {
                let of = if self.below(2) == 0 {
                    self.any(Kind::Text, d)
                } else {
                    let k = self.kind();
                    self.list(k, d)
                };
                if self.below(2) == 0 { format!("size({of})") } else { format!("({of}).size()") }
            }
            7 => format!("int({})", self.any(Kind::Int, d)),
            8 => format!("int({})", self.any(Kind::Double, d)),
            _ => self.any(Kind::Int, d),
        }
    }

    fn double(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(8) {
                0 if self.certain == 0 => "noDouble".into(),
                1 => format!("{}.{}", self.below(1_000), self.below(1_000_000)),
                2 => format!("{}e{}", self.below(100), self.pick(&["3", "+2", "-4"])),
                _ => self
                    .pick(&["0.5", "1.5", "-2.25", "7.0", "1E3", "0.0", "12345.625", "f", "h", "0.1", "0.2", "0.3"])
                    .into(),
            };
        }
        let d = depth - 1;
        match self.below(6) {
            0 => format!("double({})", self.any(Kind::Int, d)),
            1 => format!("-({})", self.any(Kind::Double, d)),
            // NaN, of which the crate says that it cannot be ordered and we, as the specification, that it is in no order, is left
            // out: nothing is divided by what can be zero.
            2 => {
                let (a, b) = (self.any(Kind::Double, d), self.pick(&["2.5", "-0.75", "3.0", "1e-3"]));
                self.binary(a, "/", b.into())
            }
            3 => format!("double({})", self.any(Kind::Double, d)),
            _ => {
                let (a, op, b) = (self.any(Kind::Double, d), self.pick(&["+", "-", "*"]), self.any(Kind::Double, d));
                self.binary(a, op, b)
            }
        }
    }

    /// A text as it is written, with escapes.
    fn literal(&mut self) -> String {
        let quote = self.pick(&["'", "\""]);
        let mut out = quote.to_owned();
        for _ in 0..self.below(5) {
            out.push_str(match self.below(3) {
                0 => {
                    self.pick(&["\\n", "\\r", "\\t", "\\\\", "\\'", "\\\"", "\\u1ea5", "\\u0041", "\\u00E9", "\\uFFFD"])
                }
                1 => self.pick(&["Đ", "ỗ", "é", "e\u{301}", "😀", "王", "\u{a0}"]),
                _ => self.pick(&["a", "b", "c", "x", " ", "1", ".", "//"]),
            });
        }
        out.push_str(quote);
        out
    }

    fn text(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(8) {
                0 if self.certain == 0 => "noText".into(),
                1..=3 => self.literal(),
                4 => "m.w".into(),
                _ => self.pick(&["s", "t", "'abc'", "'é'", "'Đỗ'", "\"x y\""]).into(),
            };
        }
        let d = depth - 1;
        match self.below(4) {
            0..=2 => {
                let (a, b) = (self.any(Kind::Text, d), self.any(Kind::Text, d));
                self.binary(a, "+", b)
            }
            _ => {
                let kind = [Kind::Int, Kind::Bool, Kind::Text][self.below(3) as usize];
                format!("string({})", self.any(kind, d))
            }
        }
    }

    fn list(&mut self, kind: Kind, depth: u32) -> String {
        self.certain += 1;
        let text = self.list_of(kind, depth);
        self.certain -= 1;
        text
    }

    /// The rows, or some of them.
    fn rows(&mut self, depth: u32) -> String {
        match self.below(4) {
            0 if depth > 0 => {
                self.certain += 1;
                let text = self.with("g", Local::Row, "filter", |r| r.bool(depth - 1));
                self.certain -= 1;
                text
            }
            1 => "g.filter(r, has(r.maybeText))".into(),
            _ => "g".into(),
        }
    }

    fn list_of(&mut self, kind: Kind, depth: u32) -> String {
        let d = depth.saturating_sub(1);
        match self.below(if depth == 0 { 2 } else { 7 }) {
            1 if kind == Kind::Text => "c".into(),
            2 => {
                let (a, b) = (self.list(kind, d), self.list(kind, d));
                format!("({a} + {b})")
            }
            3 => {
                let rows = self.rows(d);
                self.with(&rows, Local::Row, "map", |r| r.any(kind, d))
            }
            4 => {
                let list = self.list(kind, d);
                self.with(&list, Local::Of(kind), "filter", |r| r.bool(d))
            }
            5 => {
                let of = self.kind();
                let list = self.list(of, d);
                self.with(&list, Local::Of(of), "map", |r| r.any(kind, d))
            }
            6 => format!("({} ? {} : {})", self.bool(d), self.list(kind, d), self.list(kind, d)),
            _ => {
                let n = self.below(4);
                let items: Vec<String> = (0..n).map(|_| self.any(kind, d)).collect();
                format!("[{}{}]", items.join(", "), if n > 0 && self.below(8) == 0 { "," } else { "" })
            }
        }
    }

    /// `list.name(variable, …)`.
    fn with(&mut self, list: &str, local: Local, name: &str, body: impl FnOnce(&mut Self) -> String) -> String {
        // Sometimes the same name again, which hides the outer one.
        let variable = if self.below(6) == 0 { "v".to_owned() } else { format!("v{}", self.locals.len()) };
        self.locals.push((variable.clone(), local));
        let body = body(self);
        self.locals.pop();
        format!("{list}.{name}({variable}, {body})")
    }

    fn bool(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(8) {
                0 if self.certain == 0 => "noBool".into(),
                1 => match self.locals.last().cloned() {
                    Some((name, Local::Row)) => format!("has({name}.{})", self.pick(&["maybeInt", "maybeText", "n"])),
                    _ => "true".into(),
                },
                _ => self.pick(&["p", "q", "true", "false"]).into(),
            };
        }
        let d = depth - 1;
        match self.below(18) {
            0..=3 => {
                let (a, op, b) = (self.any(Kind::Bool, d), self.pick(&["&&", "||"]), self.any(Kind::Bool, d));
                self.binary(a, op, b)
            }
            4 => format!("!({})", self.any(Kind::Bool, d)),
            5..=8 => {
                let kind = self.kind();
                let (a, op, b) = (self.any(kind, d), self.pick(&COMPARE), self.any(kind, d));
                if kind == Kind::Bool { format!("(({a}) {op} ({b}))") } else { format!("({a} {op} {b})") }
            }
            9 => {
                let (a, op, b) = (self.any(Kind::Int, d), self.pick(&COMPARE), self.any(Kind::Double, d));
                if self.below(2) == 0 { format!("({a} {op} {b})") } else { format!("({b} {op} {a})") }
            }
            10 => {
                let kind = self.kind();
                format!("(({}) in {})", self.any(kind, d), self.list(kind, d))
            }
            11 => {
                let kind = self.kind();
                let (a, op, b) = (self.list(kind, d), self.pick(&["==", "!="]), self.list(kind, d));
                format!("({a} {op} {b})")
            }
            12 => {
                let (a, name, b) = (
                    self.any(Kind::Text, d),
                    self.pick(&["contains", "startsWith", "endsWith"]),
                    self.any(Kind::Text, d),
                );
                format!("({a}).{name}({b})")
            }
            13 => {
                let (rows, name) = (self.rows(d), self.pick(&["all", "exists", "exists_one"]));
                self.with(&rows, Local::Row, name, |r| r.bool(d))
            }
            14 | 15 => {
                let (kind, name) = (self.kind(), self.pick(&["all", "exists", "exists_one"]));
                let list = self.list(kind, d);
                self.with(&list, Local::Of(kind), name, |r| r.bool(d))
            }
            _ => {
                // Classes by letter are ASCII with us, as in RE2, which the specification names; the crate's know Unicode.
                let (pattern, text) = if self.below(4) == 0 {
                    let pattern = self.pick(&["\\\\d+", "^\\\\w+$", "\\\\s", "^-?[0-9]{2}"]);
                    (pattern, format!("(string({}) + 'a ')", self.any(Kind::Int, d)))
                } else {
                    let patterns =
                        ["^a", "b", "[a-c]+$", "^.$", "(x|Đ)", "é{1,2}", "^$", "a*b?c+", "[^a-z ]", "(?:ab|x) ?"];
                    (self.pick(&patterns), self.any(Kind::Text, d))
                };
                if self.below(2) == 0 {
                    format!("matches({text}, '{pattern}')")
                } else {
                    format!("({text}).matches('{pattern}')")
                }
            }
        }
    }
}

/// The same value; a missing one and an error are both "no value".
fn same(ours: &Val, cel: &Cel) -> bool {
    match (ours, cel) {
        (Val::Bool(a), Cel::Bool(b)) => a == b,
        (Val::Int(a), Cel::Int(b)) => a == b,
        (Val::Double(a), Cel::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        (Val::Str(a), Cel::String(b)) => **a == **b,
        (Val::List(a), Cel::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        _ => false,
    }
}

/// Why there is no value, where both can say it.
fn reason(error: &ExecutionError) -> Option<EvalError> {
    match error {
        ExecutionError::Overflow(..) => Some(EvalError::Overflow),
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => Some(EvalError::DivisionByZero),
        _ => None,
    }
}

/// Whether an expression can fail in one way only: nothing in it is missing, and nothing outweighs a failure. Which of two
/// failures is told the specification leaves open.
fn fails_in_one_way(text: &str) -> bool {
    !["no", "maybe", ")[", "int(", "&&", "||", "all(", "exists"].iter().any(|part| text.contains(part))
}

/// What came out of a share of the expressions.
#[derive(Default)]
struct Counts {
    values: AtomicU64,
    none: AtomicU64,
    same_reason: AtomicU64,
    too_big: AtomicU64,
}

fn compare(seed: u64, cases: u64, counts: &Counts) {
    let def = variables();
    let (data, context) = answers(&def);
    let mut by_id: Vec<_> = (0..def.fields.len() as u16).map(FieldIx).collect();
    by_id.sort_by_key(|ix| def.fields[ix.0 as usize].id.clone());
    let scope = Scope { fields: &def.fields, by_id: &by_id, roles: &[], row: None };
    let mut random = Random { state: seed | 1, locals: Vec::new(), certain: 0 };
    let count = |of: &AtomicU64| of.fetch_add(1, Ordering::Relaxed);
    for case in 0..cases {
        let depth = (case % 6) as u32;
        let kind = random.kind();
        let text = if random.below(6) == 0 { random.list(kind, depth) } else { random.any(kind, depth) };
        // What only we refuse when it is read is not in the common part: too long, too deep.
        let expr = match Expr::parse(&text, &scope, types::ANY) {
            Ok(expr) => expr,
            Err(error) => {
                assert!(
                    ["expr.too-long", "expr.too-deep"].contains(&error.code.code()),
                    "{}: {text}",
                    error.code.code()
                );
                count(&counts.too_big);
                continue;
            }
        };
        let program = Program::compile(&text).unwrap_or_else(|e| panic!("cel refuses {text}: {e}"));
        let ours = expr.eval(&def, &data, None);
        let theirs = program.execute(&context);
        match (&ours, &theirs) {
            (Ok(Val::Missing) | Err(_), Err(error)) => {
                if fails_in_one_way(&text) {
                    assert_eq!(ours.as_ref().err().copied(), reason(error), "{text}\n cel: {error:?}");
                    count(&counts.same_reason);
                }
                count(&counts.none);
            }
            (Ok(value), Ok(cel)) if same(value, cel) => {
                count(&counts.values);
            }
            _ => panic!("{text}\n ours: {ours:?}\n cel:  {theirs:?}"),
        }
    }
}

/// What we do otherwise than the crate, as the page on the language says.
#[test]
fn differs_where_it_says_so() {
    let def = variables();
    let (data, context) = answers(&def);
    let mut by_id: Vec<_> = (0..def.fields.len() as u16).map(FieldIx).collect();
    by_id.sort_by_key(|ix| def.fields[ix.0 as usize].id.clone());
    let scope = Scope { fields: &def.fields, by_id: &by_id, roles: &[], row: None };
    let cases = [
        ("'Đ'.matches('\\\\w')", Val::Bool(false), Some(Cel::Bool(true))),
        ("'\u{a0}'.matches('\\\\s')", Val::Bool(false), Some(Cel::Bool(true))),
        ("'٣'.matches('\\\\d')", Val::Bool(false), Some(Cel::Bool(true))),
        ("0.0 / 0.0 < 1.0", Val::Bool(false), None),
        ("0.0 / 0.0 >= 1.0", Val::Bool(false), None),
        ("size([noInt])", Val::Int(1), None),
        ("size([1, 2].filter(i, noBool))", Val::Int(0), None),
        ("has(noText)", Val::Bool(false), None),
        ("null", Val::Missing, Some(Cel::Null)),
    ];
    for (text, ours, theirs) in cases {
        let expr = Expr::parse(text, &scope, types::ANY).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(expr.eval(&def, &data, None), Ok(ours), "{text}");
        let cel = Program::compile(text).ok().and_then(|program| program.execute(&context).ok());
        assert_eq!(cel, theirs, "{text}");
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn comes_out_as_in_cel() {
    const SHARES: u64 = 8;
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (cases, seed) = (number("TROLY_CEL_CASES", 150_000), number("TROLY_CEL_SEED", 20_261_121));
    let counts = Counts::default();
    // Nothing of ours is shared between threads: each makes its own definition.
    thread::scope(|scope| {
        for share in 0..SHARES {
            let counts = &counts;
            scope.spawn(move || {
                compare(seed.wrapping_add(share.wrapping_mul(0x9E37_79B9_7F4A_7C15)), cases.div_ceil(SHARES), counts)
            });
        }
    });
    let [values, none, same_reason, too_big] =
        [&counts.values, &counts.none, &counts.same_reason, &counts.too_big].map(|n| n.load(Ordering::Relaxed));
    println!(
        "{} expressions: {values} with the same value, {none} without a value in both ({same_reason} of them certainly for the same \
         reason), {too_big} longer or deeper than we read",
        values + none + too_big
    );
    assert!(values > cases / 3 && none > cases / 50, "{values} values, {none} without: the generator is lopsided");
    assert!(values + none >= cases * 9 / 10, "{too_big} are too big");
}
