//! The rule language against the `cel` crate: generated expressions of the common part must come out the same.
//!
//! `TROLY_CEL_CASES` sets how many (default 2,000), `TROLY_CEL_SEED` which ones.

use cel::{Context, Program, Value as Cel};
use std::collections::HashMap;
use troly::{
    definition::{Definition, parse},
    json::Json,
    rules::{Expr, Scope, Val, types},
    text::date::Day,
    validate::Data,
};

/// A definition whose fields are the variables of the expressions: numbers a b z, texts s t, yes or no p q, rows g, and
/// of each kind one that has no answer.
fn variables() -> Definition {
    let field = |id: &str, kind: &str| format!(r#"{{"id":"{id}","type":"{kind}","label":"x"}}"#);
    let fields = [
        field("a", "integer"),
        field("b", "integer"),
        field("z", "integer"),
        field("noInt", "integer"),
        field("s", "text"),
        field("t", "text"),
        field("noText", "text"),
        field("p", "yes-no"),
        field("q", "yes-no"),
        field("noBool", "yes-no"),
        format!(
            r#"{{"id":"g","type":"group","label":"x","fields":[{},{},{}]}}"#,
            field("n", "integer"),
            field("w", "text"),
            field("o", "yes-no")
        ),
    ];
    let text = format!(
        r#"{{"troly":1,"id":"x","version":"1","title":"x","formName":"x","formNumber":"x","effectiveFrom":"2020-01-01",
           "checkedOn":"2020-01-01","agency":"x","fee":"x","timeLimit":"x",
           "steps":[{{"id":"s","title":"x","sections":[{{"id":"s","title":"x","fields":[{}]}}]}}]}}"#,
        fields.join(",")
    );
    parse(&text).expect("a definition")
}

fn answers(def: &Definition) -> (Data, Context<'static, 'static>) {
    let json = Json::parse(
        r#"{"a":7,"b":-3,"z":0,"s":"abc","t":"Đỗ Ánh","p":true,"q":false,
            "g":[{"n":1,"w":"abc","o":true},{"n":7,"w":"é","o":false},{"n":7,"w":"x y","o":true}]}"#,
    );
    let day = Day::from_calendar_date(2026, time::Month::November, 21).expect("a day");
    let data = Data::read(def, &json.expect("JSON"), day).expect("data");
    let mut context = Context::default();
    for (name, value) in [("a", 7i64), ("b", -3), ("z", 0)] {
        context.add_variable(name, value).expect("a variable");
    }
    for (name, value) in [("s", "abc"), ("t", "Đỗ Ánh")] {
        context.add_variable(name, value).expect("a variable");
    }
    for (name, value) in [("p", true), ("q", false)] {
        context.add_variable(name, value).expect("a variable");
    }
    let rows: Vec<Cel> = [(1i64, "abc", true), (7, "é", false), (7, "x y", true)]
        .into_iter()
        .map(|(n, w, o)| {
            Cel::from(HashMap::from([("n".to_owned(), Cel::from(n)), ("w".into(), w.into()), ("o".into(), o.into())]))
        })
        .collect();
    context.add_variable_from_value("g", rows);
    (data, context)
}

/// A generator of expressions, by type; small and reproducible (xorshift64*).
struct Random {
    state: u64,
    /// Variables of macros in sight: name, and what they are.
    rows: Vec<String>,
    ints: Vec<String>,
    /// Within lists and what filters them nothing is missing: there a missing element is ours alone (documented).
    certain: u32,
}

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

    fn int(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(8) {
                0 if !self.rows.is_empty() => format!("{}.n", self.rows[self.rows.len() - 1]),
                1 if !self.ints.is_empty() => self.ints[self.ints.len() - 1].clone(),
                2 if self.certain == 0 => "noInt".into(),
                3 => self.pick(&["9223372036854775807", "-9223372036854775808", "0x1F"]).into(),
                4 => (self.below(20) as i64 - 10).to_string(),
                _ => self.pick(&["a", "b", "z", "1", "2", "7"]).into(),
            };
        }
        let d = depth - 1;
        match self.below(9) {
            0..=4 => {
                let op = self.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {op} {})", self.int(d), self.int(d))
            }
            5 => format!("-({})", self.int(d)),
            6 => format!("({} ? {} : {})", self.bool(d), self.int(d), self.int(d)),
            7 => format!("size({})", if self.below(2) == 0 { self.text(d) } else { self.list(d) }),
            _ if self.certain > 0 => self.int(d),
            _ => format!("{}[{}]", self.list(d), self.below(3)),
        }
    }

    fn double(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.pick(&["0.5", "1.5", "-2.25", "7.0", "1e3", "0.0", "12345.625"]).into();
        }
        let d = depth - 1;
        match self.below(4) {
            0 => format!("double({})", self.int(d)),
            _ => {
                // NaN, of which the crate says that it cannot be ordered and we that it is in no order, is left out.
                let op = self.pick(&["+", "-", "*", "/ 2.5 +"]);
                format!("({} {op} {})", self.double(d), self.double(d))
            }
        }
    }

    fn text(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(6) {
                0 if !self.rows.is_empty() => format!("{}.w", self.rows[self.rows.len() - 1]),
                1 if self.certain == 0 => "noText".into(),
                2 => self.pick(&["'a\\'b'", "\"\\u1ea5\\n\"", "''"]).into(),
                _ => self.pick(&["s", "t", "'abc'", "'é'", "'Đỗ'", "\"x y\""]).into(),
            };
        }
        let d = depth - 1;
        match self.below(4) {
            0 | 1 => format!("({} + {})", self.text(d), self.text(d)),
            2 => format!("string({})", if self.below(2) == 0 { self.int(d) } else { self.bool(d) }),
            _ => format!("({} ? {} : {})", self.bool(d), self.text(d), self.text(d)),
        }
    }

    /// A list of whole numbers.
    fn list(&mut self, depth: u32) -> String {
        self.certain += 1;
        let text = self.list_of(depth);
        self.certain -= 1;
        text
    }

    fn list_of(&mut self, depth: u32) -> String {
        let d = depth.saturating_sub(1);
        match self.below(if depth == 0 { 1 } else { 5 }) {
            1 => format!("({} + {})", self.list(d), self.list(d)),
            2 => self.with_row(|r, name| format!("g.map({name}, {})", r.int(d))),
            3 => {
                let list = self.list(d);
                self.with_int(|r, name| format!("{list}.filter({name}, {})", r.bool(d)))
            }
            4 => {
                let list = self.list(d);
                self.with_int(|r, name| format!("{list}.map({name}, {})", r.int(d)))
            }
            _ => {
                let n = self.below(4);
                let items: Vec<String> = (0..n).map(|_| self.int(d)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    fn with_row(&mut self, f: impl FnOnce(&mut Self, &str) -> String) -> String {
        let name = format!("r{}", self.rows.len() + self.ints.len());
        self.rows.push(name.clone());
        let text = f(self, &name);
        self.rows.pop();
        text
    }

    fn with_int(&mut self, f: impl FnOnce(&mut Self, &str) -> String) -> String {
        let name = format!("i{}", self.rows.len() + self.ints.len());
        self.ints.push(name.clone());
        let text = f(self, &name);
        self.ints.pop();
        text
    }

    fn bool(&mut self, depth: u32) -> String {
        if depth == 0 {
            return match self.below(8) {
                0 if !self.rows.is_empty() => format!("{}.o", self.rows[self.rows.len() - 1]),
                1 if self.certain == 0 => "noBool".into(),
                _ => self.pick(&["p", "q", "true", "false"]).into(),
            };
        }
        let d = depth - 1;
        let compare = ["==", "!=", "<", "<=", ">", ">="];
        match self.below(14) {
            0..=2 => {
                let op = self.pick(&["&&", "||"]);
                format!("({} {op} {})", self.bool(d), self.bool(d))
            }
            3 => format!("!({})", self.bool(d)),
            4 | 5 => format!("({} {} {})", self.int(d), self.pick(&compare), self.int(d)),
            6 => format!("({} {} {})", self.text(d), self.pick(&compare), self.text(d)),
            7 => format!("({} {} {})", self.double(d), self.pick(&compare), self.double(d)),
            8 => format!("({} in {})", self.int(d), self.list(d)),
            9 => {
                let name = self.pick(&["contains", "startsWith", "endsWith"]);
                format!("({}).{name}({})", self.text(d), self.text(d))
            }
            10 => {
                let name = self.pick(&["all", "exists", "exists_one"]);
                self.with_row(|r, row| format!("g.{name}({row}, {})", r.bool(d)))
            }
            11 => {
                let (name, list) = (self.pick(&["all", "exists", "exists_one"]), self.list(d));
                self.with_int(|r, int| format!("{list}.{name}({int}, {})", r.bool(d)))
            }
            12 => {
                let pattern = self.pick(&["^a", "b", "[a-c]+$", "^.$", "(x|Đ)", "é{1,2}"]);
                format!("matches({}, '{pattern}')", self.text(d))
            }
            _ => format!("({} ? {} : {})", self.bool(d), self.bool(d), self.bool(d)),
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

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn comes_out_as_in_cel() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (cases, seed) = (number("TROLY_CEL_CASES", 2_000), number("TROLY_CEL_SEED", 20_261_121));
    let def = variables();
    let (data, context) = answers(&def);
    let mut by_id: Vec<_> = (0..def.fields.len() as u16).map(troly::definition::FieldIx).collect();
    by_id.sort_by_key(|ix| def.fields[ix.0 as usize].id.clone());
    let scope = Scope { fields: &def.fields, by_id: &by_id, roles: &[], row: None };
    let mut random = Random { state: seed | 1, rows: Vec::new(), ints: Vec::new(), certain: 0 };
    let (mut values, mut none) = (0, 0);
    for case in 0..cases {
        let depth = (case % 5) as u32;
        let text = match case % 6 {
            0 => random.int(depth),
            1 => random.text(depth),
            2 => random.list(depth),
            3 => random.double(depth),
            _ => random.bool(depth),
        };
        // What only we refuse when it is read is not in the common part: too long, too deep.
        let Ok(expr) = Expr::parse(&text, &scope, types::ANY) else {
            assert!(text.len() > 100, "refused: {text}");
            continue;
        };
        let program = Program::compile(&text).unwrap_or_else(|e| panic!("cel refuses {text}: {e}"));
        let ours = expr.eval(&def, &data, None);
        let theirs = program.execute(&context);
        match (&ours, &theirs) {
            (Ok(Val::Missing) | Err(_), Err(_)) => none += 1,
            (Ok(value), Ok(cel)) if same(value, cel) => values += 1,
            _ => panic!("{text}\n ours: {ours:?}\n cel:  {theirs:?}"),
        }
    }
    println!("{cases} expressions: {values} with the same value, {none} without a value in both");
    assert!(values > cases / 3 && none > cases / 50, "{values} values, {none} without: the generator is lopsided");
}
