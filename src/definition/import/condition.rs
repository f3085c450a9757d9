//! Conditions of other builders, in our rule language.
//!
//! Simple conditionals, JSON Schema conditions and JSONLogic come as one [`Cond`]; it is written down as an expression at
//! the end, when all fields have their ids. What a comparison with an unanswered box means there is said with `has`, as here
//! it would be missing: `{"!=": [{"var": "a"}, "x"]}` holds without an answer, so it becomes `!(has(a) && a == "x")`.

use crate::{
    json::{Json, MAX_SAFE_INTEGER},
    rules::ast::quote,
    text::date::PartialDate,
};

/// Most parts of one condition: more would not fit into an expression.
const MAX_PARTS: usize = 300;

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Op {
    fn sign(self) -> &'static str {
        match self {
            Op::Eq => "==",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        }
    }

    fn turned(self) -> Op {
        match self {
            Op::Lt => Op::Gt,
            Op::Le => Op::Ge,
            Op::Gt => Op::Lt,
            Op::Ge => Op::Le,
            same => same,
        }
    }
}

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cond {
    Const(bool),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    /// What JavaScript takes for true.
    Truthy(Value),
    /// Has an answer.
    Given(Value),
    Compare(Op, Value, Value),
    /// Is one of these texts or numbers.
    OneOf(Value, Vec<Json>),
    /// `contains`, `startsWith`, `endsWith`, `matches`.
    Text(&'static str, Value, Value),
    /// Length in characters or number of rows; holds without an answer.
    Size(Op, Value, i64),
    /// A check of one box, written behind it: a check says nothing without an answer.
    Check(Value, Kind, String),
}

/// Something to compare.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A field, by its names in the source's data.
    Field(Vec<String>),
    Literal(Json),
    /// `+ - * / %` over several.
    Math(&'static str, Vec<Value>),
    If(Box<Cond>, Box<Value>, Box<Value>),
}

/// What an expression names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    /// As the expression writes it.
    pub text: String,
    pub kind: Kind,
    /// Of a choice of several: (option, the expression that says whether it is chosen).
    pub parts: Vec<(String, String)>,
    /// Whether the expression has to be false without its answer: a condition is, a check says nothing then.
    pub guarded: bool,
}

/// What the checker compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Number,
    Text,
    Date,
    Rows,
    Other,
}

/// Why there is no expression: what has no translation.
pub(super) type Untranslated = String;

type Written = Result<String, Untranslated>;

/// How fields are found.
pub(super) type Names<'n> = &'n dyn Fn(&[String]) -> Option<Named>;

impl Cond {
    pub fn not(self) -> Cond {
        match self {
            Cond::Not(inner) => *inner,
            Cond::Const(b) => Cond::Const(!b),
            other => Cond::Not(Box::new(other)),
        }
    }

    /// As an expression.
    pub fn write(&self, names: Names<'_>) -> Written {
        match self {
            Cond::Const(b) => Ok(b.to_string()),
            Cond::Not(inner) => Ok(["!(", &inner.write(names)?, ")"].concat()),
            Cond::All(all) => several(all, " && ", "true", names),
            Cond::Any(all) => several(all, " || ", "false", names),
            Cond::Truthy(value) => truthy(value, names),
            Cond::Given(value) => given(value, names),
            Cond::Compare(op, a, b) => compare(*op, a, b, names),
            Cond::OneOf(value, options) => one_of(value, options, names),
            Cond::Text(function, a, b) => {
                let (a, b) = (written(a, names)?, written(b, names)?);
                if !a.parts.is_empty() && *function == "contains" {
                    return Ok(part(&a, b.literal.as_ref()));
                }
                // The rule language looks into texts; "includes" of rows or numbers is something else.
                if a.kind != Kind::Text && a.literal.is_none() {
                    return Err(function.to_string());
                }
                let needs = needs(&[&a, &b]);
                Ok(and(needs, [&a.text, ".", function, "(", &b.as_text(), ")"].concat()))
            }
            Cond::Check(value, kind, behind) => {
                let value = written(value, names)?;
                if value.kind == *kind { Ok([&value.text, &**behind].concat()) } else { Err("check".to_owned()) }
            }
            Cond::Size(op, value, n) => {
                let value = written(value, names)?;
                let size = ["size(", &value.text, ") ", op.sign(), " ", &n.to_string()].concat();
                match value.kind {
                    Kind::Rows => Ok(size),
                    Kind::Text if value.literal.is_none() => Ok(["!has(", &value.text, ") || ", &size].concat()),
                    _ => Err("size".to_owned()),
                }
            }
        }
    }
}

/// The check of a pattern (ECMA 262, as JSON Schema and Form.io use it).
pub(super) fn pattern(path: Vec<String>, pattern: &str) -> Cond {
    Cond::Check(Value::Field(path), Kind::Text, [".matches(", &quote(pattern), ")"].concat())
}

impl Value {
    /// As an expression that gives a value.
    pub fn write(&self, names: Names<'_>) -> Written {
        Ok(written(self, names)?.as_text())
    }
}

fn several(all: &[Cond], sign: &str, none: &str, names: Names<'_>) -> Written {
    let parts = all.iter().map(|c| c.write(names)).collect::<Result<Vec<_>, _>>()?;
    Ok(match &parts[..] {
        [] => none.to_owned(),
        [one] => one.clone(),
        many => many.iter().map(|p| bracket(p)).collect::<Vec<_>>().join(sign),
    })
}

/// In brackets, unless it is a single call or name.
fn bracket(text: &str) -> String {
    let plain = !text.contains([' ', '!']) || text.starts_with("!(") && closes_at_end(&text[1..]);
    if plain { text.to_owned() } else { ["(", text, ")"].concat() }
}

/// Whether the bracket that opens a text closes at its end. Brackets within quotes only make the answer more careful.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0i32;
    for (i, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 {
            return i + 1 == text.len();
        }
    }
    false
}

fn and(mut needs: Vec<String>, last: String) -> String {
    needs.push(last);
    needs.join(" && ")
}

/// A value as it is written.
struct Operand {
    text: String,
    kind: Kind,
    literal: Option<Json>,
    parts: Vec<(String, String)>,
    /// Fields in it.
    fields: Vec<String>,
    /// Those whose answer is asked for before.
    guards: Vec<String>,
}

impl Operand {
    fn as_text(&self) -> String {
        match &self.literal {
            Some(Json::Text(t)) => quote(t),
            _ => self.text.clone(),
        }
    }
}

fn needs(of: &[&Operand]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for field in of.iter().flat_map(|o| &o.guards) {
        let has = ["has(", field, ")"].concat();
        if !out.contains(&has) {
            out.push(has);
        }
    }
    out
}

fn written(value: &Value, names: Names<'_>) -> Result<Operand, Untranslated> {
    let operand =
        |text: String, kind: Kind| Operand { text, kind, literal: None, parts: vec![], fields: vec![], guards: vec![] };
    match value {
        Value::Field(path) => {
            let named = names(path).ok_or_else(|| path.join("."))?;
            let fields = vec![named.text.clone()];
            let guards = if named.guarded { fields.clone() } else { Vec::new() };
            Ok(Operand { parts: named.parts, fields, guards, ..operand(named.text, named.kind) })
        }
        Value::Literal(json) => {
            let (text, kind) = match json {
                Json::Bool(b) => (b.to_string(), Kind::Bool),
                Json::Int(n) if n.abs() <= MAX_SAFE_INTEGER => (n.to_string(), Kind::Number),
                Json::Float(f) => (decimal(*f).ok_or("number")?, Kind::Number),
                Json::Text(t) => (quote(t), Kind::Text),
                _ => (String::new(), Kind::Other),
            };
            Ok(Operand { literal: Some(json.clone()), ..operand(text, kind) })
        }
        Value::Math(sign, values) => {
            let parts = values.iter().map(|v| written(v, names)).collect::<Result<Vec<_>, _>>()?;
            if parts.is_empty() || parts.iter().any(|p| p.kind != Kind::Number) {
                return Err(sign.to_string());
            }
            let text = match &parts[..] {
                [one] if *sign == "-" => ["-", &bracket(&one.text)].concat(),
                many => many.iter().map(|p| bracket(&p.text)).collect::<Vec<_>>().join(&[" ", sign, " "].concat()),
            };
            let guards = parts.into_iter().flat_map(|p| p.guards).collect();
            Ok(Operand { guards, ..operand(text, Kind::Number) })
        }
        Value::If(condition, a, b) => {
            let condition = condition.write(names)?;
            let (a, b) = (written(a, names)?, written(b, names)?);
            // An empty branch is no answer.
            let branch = |o: &Operand| match &o.literal {
                Some(Json::Null) => "null".to_owned(),
                Some(Json::Text(t)) if t.is_empty() => "null".to_owned(),
                _ => bracket(&o.as_text()),
            };
            let text = [&*bracket(&condition), " ? ", &branch(&a), " : ", &branch(&b)].concat();
            let kind = if matches!(a.literal, Some(Json::Null)) { b.kind } else { a.kind };
            Ok(operand(text, kind))
        }
    }
}

fn is_nothing(operand: &Operand) -> bool {
    match &operand.literal {
        Some(Json::Null) => true,
        Some(Json::Text(t)) => t.is_empty(),
        _ => false,
    }
}

fn has(operand: &Operand) -> Written {
    match (operand.kind, &operand.fields[..]) {
        _ if !operand.parts.is_empty() => Ok(any_part(operand)),
        (Kind::Rows, _) => Ok(["size(", &operand.text, ") > 0"].concat()),
        (_, [_]) => Ok(["has(", &operand.text, ")"].concat()),
        _ => Err("empty".to_owned()),
    }
}

fn any_part(operand: &Operand) -> String {
    let ticked = |(_, chosen): &(String, String)| ["(", chosen, ")"].concat();
    operand.parts.iter().map(ticked).collect::<Vec<_>>().join(" || ")
}

/// Whether one option of a choice of several is chosen.
fn part(operand: &Operand, option: Option<&Json>) -> String {
    let wanted = option.map(plain).unwrap_or_default();
    match operand.parts.iter().find(|(value, _)| *value == wanted) {
        Some((_, chosen)) => chosen.clone(),
        None => "false".to_owned(),
    }
}

fn given(value: &Value, names: Names<'_>) -> Written {
    has(&written(value, names)?)
}

fn truthy(value: &Value, names: Names<'_>) -> Written {
    let operand = written(value, names)?;
    if let Some(literal) = &operand.literal {
        return Ok(truth(literal).to_string());
    }
    match operand.kind {
        Kind::Bool => Ok(and(needs(&[&operand]), bracket(&operand.text))),
        Kind::Number => Ok(and(needs(&[&operand]), [&bracket(&operand.text), " != 0"].concat())),
        _ => has(&operand),
    }
}

/// What JavaScript makes of a value as a condition, except that an empty list is false (as JSONLogic says).
fn truth(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(b) => *b,
        Json::Int(n) => *n != 0,
        Json::Float(f) => *f != 0.0,
        Json::Text(t) => !t.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(_) => true,
    }
}

fn compare(op: Op, a: &Value, b: &Value, names: Names<'_>) -> Written {
    let (a, b) = (written(a, names)?, written(b, names)?);
    // The field on the left, as people write it.
    let (op, a, b) = if a.literal.is_some() && b.literal.is_none() { (op.turned(), b, a) } else { (op, a, b) };
    if op == Op::Ne {
        return Ok(["!(", &equal_or_ordered(Op::Eq, &a, &b)?, ")"].concat());
    }
    equal_or_ordered(op, &a, &b)
}

fn equal_or_ordered(op: Op, a: &Operand, b: &Operand) -> Written {
    if let (Some(x), Some(y)) = (&a.literal, &b.literal) {
        return if op == Op::Eq { Ok((plain(x) == plain(y)).to_string()) } else { Err(op.sign().to_owned()) };
    }
    if op == Op::Eq && is_nothing(b) {
        return Ok(["!(", &has(a)?, ")"].concat());
    }
    if !a.parts.is_empty() {
        return if op == Op::Eq { Ok(part(a, b.literal.as_ref())) } else { Err(op.sign().to_owned()) };
    }
    let right = match &b.literal {
        Some(literal) => fitted(literal, a.kind).ok_or_else(|| plain(literal))?,
        None => bracket(&b.text),
    };
    if a.kind == Kind::Bool && op == Op::Eq && b.literal.is_some() {
        // A box that nobody ticked is false there, and has no answer here.
        let ticked = and(needs(&[a]), bracket(&a.text));
        return Ok(if right == "true" { ticked } else { ["!(", &ticked, ")"].concat() });
    }
    let ordered = matches!(a.kind, Kind::Number | Kind::Date | Kind::Text);
    if op != Op::Eq && !ordered || matches!(a.kind, Kind::Rows | Kind::Other) {
        return Err(op.sign().to_owned());
    }
    Ok(and(needs(&[a, b]), [&*bracket(&a.text), " ", op.sign(), " ", &right].concat()))
}

fn one_of(value: &Value, options: &[Json], names: Names<'_>) -> Written {
    let operand = written(value, names)?;
    if let Some(literal) = &operand.literal {
        return Ok(options.iter().any(|o| plain(o) == plain(literal)).to_string());
    }
    if !operand.parts.is_empty() || operand.kind == Kind::Bool {
        let any = options.iter().map(|o| Cond::Compare(Op::Eq, value.clone(), Value::Literal(o.clone()))).collect();
        return Cond::Any(any).write(names);
    }
    let texts = options.iter().filter(|o| !matches!(o, Json::Null)).map(|o| fitted(o, operand.kind));
    let texts: Vec<String> = texts.collect::<Option<_>>().ok_or("in")?;
    Ok(and(needs(&[&operand]), [&*bracket(&operand.text), " in [", &texts.join(", "), "]"].concat()))
}

/// A literal as something of that kind: builders write `"true"` and `"18"` for ticks and numbers.
fn fitted(literal: &Json, kind: Kind) -> Option<String> {
    match (kind, literal) {
        (Kind::Bool, _) => match &*plain(literal) {
            "true" | "1" | "yes" => Some("true".to_owned()),
            "false" | "0" | "no" => Some("false".to_owned()),
            _ => None,
        },
        (Kind::Number, Json::Int(n)) => (n.abs() <= MAX_SAFE_INTEGER).then(|| n.to_string()),
        (Kind::Number, Json::Float(f)) => decimal(*f),
        (Kind::Number, Json::Text(t)) => {
            let number = t.trim().parse::<f64>().ok()?;
            decimal(number)
        }
        (Kind::Date, Json::Text(t)) => {
            let day = t.get(..10).unwrap_or(t);
            day.parse::<PartialDate>().ok().map(|_| ["date(", &quote(day), ")"].concat())
        }
        (Kind::Text, Json::Text(_) | Json::Int(_) | Json::Float(_) | Json::Bool(_)) => Some(quote(&plain(literal))),
        _ => None,
    }
}

/// A simple value as text.
pub(super) fn plain(json: &Json) -> String {
    match json {
        Json::Text(t) => t.to_string(),
        Json::Bool(b) => b.to_string(),
        Json::Int(n) => n.to_string(),
        Json::Float(f) => f.to_string(),
        _ => String::new(),
    }
}

/// A number as the rule language reads it: at most 15 digits, and no exponent.
fn decimal(f: f64) -> Option<String> {
    if f.fract() == 0.0 && f.abs() < 1e15 {
        return Some((f as i64).to_string());
    }
    let text = f.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (f.is_finite() && digits <= 15).then_some(text)
}

/// Reads JSONLogic (jsonlogic.com, operations): what the rule language has a counterpart for.
pub(super) fn logic(json: &Json) -> Result<Cond, Untranslated> {
    Logic { parts: 0 }.cond(json)
}

/// Reads JSONLogic that gives a value.
pub(super) fn logic_value(json: &Json) -> Result<Value, Untranslated> {
    Logic { parts: 0 }.value(json)
}

struct Logic {
    parts: usize,
}

/// The one operation of a rule, and its arguments: a single one need not be in a list.
fn operation(json: &Json) -> Option<(&str, &[Json])> {
    match json {
        Json::Object(entries) => match &entries[..] {
            [(name, Json::Array(items))] => Some((name, items)),
            [(name, one)] => Some((name, std::slice::from_ref(one))),
            _ => None,
        },
        _ => None,
    }
}

impl Logic {
    fn count(&mut self) -> Result<(), Untranslated> {
        self.parts += 1;
        if self.parts > MAX_PARTS { Err("…".to_owned()) } else { Ok(()) }
    }

    fn conds(&mut self, items: &[Json]) -> Result<Vec<Cond>, Untranslated> {
        items.iter().map(|i| self.cond(i)).collect()
    }

    fn cond(&mut self, json: &Json) -> Result<Cond, Untranslated> {
        self.count()?;
        let Some((name, args)) = operation(json) else { return Ok(Cond::Truthy(self.value(json)?)) };
        let op = match name {
            "==" | "===" => Some(Op::Eq),
            "!=" | "!==" => Some(Op::Ne),
            "<" => Some(Op::Lt),
            "<=" => Some(Op::Le),
            ">" => Some(Op::Gt),
            ">=" => Some(Op::Ge),
            _ => None,
        };
        match (name, op, args) {
            (_, Some(op), [a, b]) => Ok(Cond::Compare(op, self.value(a)?, self.value(b)?)),
            // Between.
            (_, Some(op @ (Op::Lt | Op::Le)), [a, b, c]) => {
                let (a, b, c) = (self.value(a)?, self.value(b)?, self.value(c)?);
                Ok(Cond::All(vec![Cond::Compare(op, a, b.clone()), Cond::Compare(op, b, c)]))
            }
            ("and", _, args) => Ok(Cond::All(self.conds(args)?)),
            ("or", _, args) => Ok(Cond::Any(self.conds(args)?)),
            ("!", _, [a]) => Ok(self.cond(a)?.not()),
            ("!!", _, [a]) => self.cond(a),
            ("if" | "?:", _, args) => self.branches(args),
            ("in", _, [needle, Json::Array(options)]) => Ok(Cond::OneOf(self.value(needle)?, options.clone())),
            ("in", _, [needle, hay]) => Ok(Cond::Text("contains", self.value(hay)?, self.value(needle)?)),
            ("missing", _, args) => {
                let one = |a: &Json| a.as_text().map(|t| Cond::Given(Value::Field(path(t))).not());
                Ok(Cond::Any(args.iter().map(one).collect::<Option<_>>().ok_or("missing")?))
            }
            _ => Ok(Cond::Truthy(self.value(json)?)),
        }
    }

    fn branches(&mut self, args: &[Json]) -> Result<Cond, Untranslated> {
        match args {
            [] => Ok(Cond::Const(false)),
            [last] => self.cond(last),
            [condition, then, rest @ ..] => {
                let (condition, then) = (self.cond(condition)?, self.cond(then)?);
                let rest = self.branches(rest)?;
                let no = Cond::All(vec![condition.clone().not(), rest]);
                Ok(Cond::Any(vec![Cond::All(vec![condition, then]), no]))
            }
        }
    }

    fn value(&mut self, json: &Json) -> Result<Value, Untranslated> {
        self.count()?;
        let Some((name, args)) = operation(json) else {
            return match json {
                Json::Array(_) | Json::Object(_) => Err("[…]".to_owned()),
                simple => Ok(Value::Literal(simple.clone())),
            };
        };
        match (name, args) {
            ("var", [Json::Text(name), ..]) if !name.is_empty() => Ok(Value::Field(path(name))),
            ("+" | "-" | "*" | "/" | "%", args) => {
                let sign = ["+", "-", "*", "/", "%"].into_iter().find(|s| *s == name).unwrap_or("+");
                Ok(Value::Math(sign, args.iter().map(|a| self.value(a)).collect::<Result<_, _>>()?))
            }
            ("if" | "?:", [condition, then]) => {
                let (condition, then) = (self.cond(condition)?, self.value(then)?);
                Ok(Value::If(Box::new(condition), Box::new(then), Box::new(Value::Literal(Json::Null))))
            }
            ("if" | "?:", [condition, then, rest @ ..]) => {
                let (condition, then) = (self.cond(condition)?, self.value(then)?);
                let rest = match rest {
                    [one] => self.value(one)?,
                    more => self.value(&Json::object([("if", Json::Array(more.to_vec()))]))?,
                };
                Ok(Value::If(Box::new(condition), Box::new(then), Box::new(rest)))
            }
            (name, _) => Err(name.chars().take(40).collect()),
        }
    }
}

/// Names along the dots; where the data are is not part of them (Form.io: `data.a`, `row.a`).
pub(super) fn path(name: &str) -> Vec<String> {
    let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
    match &parts[..] {
        [first, rest @ ..] if !rest.is_empty() && matches!(&**first, "data" | "row" | "instance") => rest.to_vec(),
        _ => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &[String]) -> Option<Named> {
        let kind = match &*path.join(".") {
            "tick" => Kind::Bool,
            "age" | "n" => Kind::Number,
            "kind" | "a.b" => Kind::Text,
            "born" => Kind::Date,
            "rows" => Kind::Rows,
            "home" => Kind::Other,
            "many" => {
                let chosen = |o: &str| (o.to_owned(), format!("has(many) && \"{o}\" in many"));
                let parts = vec![chosen("x"), chosen("y")];
                return Some(Named { text: "many".to_owned(), kind: Kind::Other, parts, guarded: true });
            }
            _ => return None,
        };
        Some(Named { text: path.join("."), kind, parts: Vec::new(), guarded: true })
    }

    fn said(text: &str) -> String {
        let json = Json::parse(text).expect("JSON");
        logic(&json).and_then(|c| c.write(&names)).unwrap_or_else(|what| ["? ", &what].concat())
    }

    #[test]
    fn json_logic_becomes_an_expression() {
        for (text, expected) in [
            (r#"{"==":[{"var":"data.kind"},"x"]}"#, r#"has(kind) && kind == "x""#),
            (r#"{"!=":[{"var":"kind"},"x"]}"#, r#"!(has(kind) && kind == "x")"#),
            (r#"{"==":["x",{"var":"a.b"}]}"#, r#"has(a.b) && a.b == "x""#),
            (r#"{"===":[{"var":"tick"},true]}"#, "has(tick) && tick"),
            (r#"{"==":[{"var":"tick"},"false"]}"#, "!(has(tick) && tick)"),
            (r#"{"var":"kind"}"#, "has(kind)"),
            (r#"{"!":{"var":"n"}}"#, "!(has(n) && n != 0)"),
            (r#"{">=":[{"var":"age"},"18"]}"#, "has(age) && age >= 18"),
            (r#"{"<":[1,{"var":"n"},5]}"#, "(has(n) && n > 1) && (has(n) && n < 5)"),
            (r#"{">":[{"var":"born"},"2020-01-31T00:00:00Z"]}"#, r#"has(born) && born > date("2020-01-31")"#),
            (r#"{"in":[{"var":"kind"},["a","b"]]}"#, r#"has(kind) && kind in ["a", "b"]"#),
            (r#"{"in":["q",{"var":"kind"}]}"#, r#"has(kind) && kind.contains("q")"#),
            (r#"{"==":[{"var":"kind"},null]}"#, "!(has(kind))"),
            (r#"{"missing":["kind","n"]}"#, "!(has(kind)) || !(has(n))"),
            (r#"{"==":[{"var":"many"},"y"]}"#, r#"has(many) && "y" in many"#),
            (r#"{">":[{"+":[{"var":"n"},{"var":"age"}]},3]}"#, "has(n) && has(age) && (n + age) > 3"),
            (
                r#"{"and":[{"var":"tick"},{"or":[{"var":"kind"},{"var":"rows"}]}]}"#,
                "(has(tick) && tick) && (has(kind) || (size(rows) > 0))",
            ),
            (
                r#"{"if":[{"var":"tick"},true,{"var":"kind"}]}"#,
                "((has(tick) && tick) && true) || (!(has(tick) && tick) && has(kind))",
            ),
            (r#"{"==":[{"var":"unknown"},1]}"#, "? unknown"),
            (r#"{"==":[{"var":"home"},"x"]}"#, "? x"),
            (r#"{"some":[{"var":"rows"},true]}"#, "? some"),
            (r#"{"==":[{"var":"age"},"old"]}"#, "? old"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_is_quoted() {
        assert_eq!(quote("a\"\\\n\u{1}ẹ"), "\"a\\\"\\\\\\n\\u0001ẹ\"");
    }

    #[test]
    fn a_condition_has_an_end() {
        let deep = (0..400).fold("1".to_owned(), |inner, _| format!(r#"[{inner}]"#));
        let wide = format!(r#"{{"and":[{}]}}"#, vec![r#"{"var":"n"}"#; 400].join(","));
        assert!(Json::parse(&deep).is_err());
        assert_eq!(said(&wide), "? …");
    }
}
