//! Running a checked expression.

use super::{
    Env,
    ast::Op,
    error::EvalError,
    functions::{self, Function},
    pattern::Pattern,
};
use crate::{
    definition::{Definition, FieldIx, FieldType},
    text::date::PartialDate,
    value::{Address, IdentityDocument, Value},
};
use std::{cell::Cell, cmp::Ordering, rc::Rc};

/// A number with decimals as a person reads it: with a comma, to six places. Exact printing of any double takes tables of some
/// 3 KB that do not compress, and no box of a form has more places; what is beyond 10^19 shows as that.
fn decimal(f: f64) -> String {
    let sign = if f < 0.0 { "-" } else { "" };
    let f = f.abs();
    let (whole, mut places) = match f < 1e12 {
        true => {
            let scaled = (f * 1e6).round() as u64;
            (scaled / 1_000_000, scaled % 1_000_000 + 1_000_000)
        }
        false => (f.round() as u64, 1_000_000),
    };
    while places > 1 && places % 10 == 0 {
        places /= 10;
    }
    let places = places.to_string();
    [sign, &whole.to_string(), if places.len() > 1 { "," } else { "" }, &places[1..]].concat()
}

/// Longest text that an expression may build, in bytes.
const MAX_TEXT: usize = 1 << 16;
/// Longest list that an expression may build.
const MAX_LIST: usize = 10_000;

/// A value while an expression runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// No answer, or an operation over one: says nothing.
    Missing,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number known only to lie between these two (of a partial date); the first is less than the second.
    Range(i64, i64),
    /// A number with decimals.
    Double(f64),
    /// A text.
    Str(Rc<str>),
    /// A date, possibly partial.
    Date(PartialDate),
    /// An address.
    Address(Rc<Address>),
    /// An identity paper.
    Document(Rc<IdentityDocument>),
    /// A list; its elements may be missing.
    List(Rc<[Val]>),
    /// A row of a group.
    Row(FieldIx, u32),
}

impl Val {
    pub(super) fn range(low: i64, high: i64) -> Val {
        if low == high { Val::Int(low) } else { Val::Range(low, high) }
    }

    /// From an answer.
    pub fn of(value: &Value) -> Val {
        match value {
            Value::Bool(b) => Val::Bool(*b),
            Value::Int(n) => Val::Int(*n),
            Value::Decimal(f) => Val::Double(*f),
            Value::Text(t) => Val::Str(t.clone()),
            Value::List(items) => Val::List(items.iter().map(|t| Val::Str(t.clone())).collect()),
            Value::Date(d) => Val::Date(*d),
            Value::Address(a) => Val::Address(a.clone()),
            Value::Document(d) => Val::Document(d.clone()),
            // What rules can look at: how many there are, and how they are named.
            Value::Files(files) => Val::List(files.iter().map(|f| Val::Str(f.name.clone())).collect()),
        }
    }

    /// As an answer; `None` when it is missing or nothing that a box can hold.
    pub fn to_value(&self) -> Option<Value> {
        Some(match self {
            Val::Missing | Val::Range(..) | Val::Row(..) => return None,
            Val::Bool(b) => Value::Bool(*b),
            Val::Int(n) => Value::Int(*n),
            Val::Double(f) => Value::Decimal(*f),
            Val::Str(t) => return Value::text(t),
            Val::Date(d) => Value::Date(*d),
            Val::Address(a) => Value::Address(a.clone()),
            Val::Document(d) => Value::Document(d.clone()),
            Val::List(items) => Value::List(items.iter().filter_map(|v| v.as_text().cloned()).collect()),
        })
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&Rc<str>> {
        match self {
            Val::Str(t) => Some(t),
            _ => None,
        }
    }

    /// As a person reads it in a message; empty when missing.
    pub fn show(&self) -> Rc<str> {
        match self {
            Val::Str(t) => t.clone(),
            Val::Int(n) => n.to_string().into(),
            Val::Date(d) => d.to_vietnamese().into(),
            Val::Address(a) => a.line().into(),
            Val::Document(d) => d.number.as_str().into(),
            Val::Bool(b) => if *b { "Có" } else { "Không" }.into(),
            Val::Range(a, b) => [a.to_string(), b.to_string()].join("–").into(),
            Val::Double(f) => decimal(*f).into(),
            Val::List(items) => items.iter().map(Val::show).collect::<Vec<_>>().join(", ").into(),
            Val::Missing | Val::Row(..) => "".into(),
        }
    }
}

/// A member of an address or a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `address.detail`
    Detail,
    /// `address.commune`
    Commune,
    /// `address.communeName`
    CommuneName,
    /// `address.province`
    Province,
    /// `address.provinceName`
    ProvinceName,
    /// `address.old`
    Old,
    /// `address.line`
    Line,
    /// `document.kind`
    Kind,
    /// `document.number`
    Number,
    /// `document.issuedBy`
    IssuedBy,
    /// `document.issuedOn`
    IssuedOn,
}

/// A macro over a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

/// A checked expression: names are resolved, types fit.
pub(super) enum Node {
    Const(Val),
    Field(FieldIx),
    Rows(FieldIx),
    Local(u16),
    Cell(Box<Node>, FieldIx),
    Member(Box<Node>, Member),
    Index(Box<Node>, Box<Node>),
    Has(Box<Node>),
    Label(Box<Node>, FieldIx),
    Matches(Box<Node>, Box<Pattern>),
    SamePerson(Rc<str>, Rc<str>),
    Call(&'static Function, Box<[Node]>),
    List(Box<[Node]>),
    Not(Box<Node>),
    Neg(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    Cond(Box<Node>, Box<Node>, Box<Node>),
    /// Macro, list, body; the element is the local of this slot.
    Each(Macro, Box<Node>, Box<Node>, u16),
}

/// One run of one expression.
pub struct Run<'a> {
    /// The definition that it belongs to.
    pub def: &'a Definition,
    /// The answers.
    pub env: &'a dyn Env,
    pub(super) locals: Vec<Val>,
    pub(super) steps: &'a Cell<u32>,
}

impl Run<'_> {
    /// An answer as a value. A date or a number that was typed but cannot be read yet is missing for rules: what is wrong
    /// with it is said at its own box.
    fn read(&self, field: FieldIx, value: Option<&Value>) -> Val {
        let kind = self.def.fields.get(field.0 as usize).map(|f| f.kind);
        match (kind, value) {
            (_, None)
            | (
                Some(FieldType::Date | FieldType::Integer | FieldType::Money | FieldType::Number),
                Some(Value::Text(_)),
            ) => Val::Missing,
            (_, Some(value)) => Val::of(value),
        }
    }

    /// Takes so many steps from the budget.
    pub(super) fn charge(&self, steps: u32) -> Result<(), EvalError> {
        match self.steps.get().checked_sub(steps) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => {
                self.steps.set(0);
                Err(EvalError::Budget)
            }
        }
    }

    fn list(&self, items: Vec<Val>) -> Result<Val, EvalError> {
        self.charge(items.len() as u32)?;
        if items.len() > MAX_LIST { Err(EvalError::Overflow) } else { Ok(Val::List(items.into())) }
    }

    pub(super) fn eval(&mut self, node: &Node) -> Result<Val, EvalError> {
        self.charge(1)?;
        Ok(match node {
            Node::Const(v) => v.clone(),
            Node::Field(ix) => self.read(*ix, self.env.value(*ix)),
            Node::Rows(group) => {
                let rows = self.env.rows(*group).min(MAX_LIST) as u32;
                self.charge(rows)?;
                Val::List((0..rows).map(|i| Val::Row(*group, i)).collect())
            }
            Node::Local(slot) => self.locals.get(usize::from(*slot)).cloned().unwrap_or(Val::Missing),
            Node::Cell(row, column) => match self.eval(row)? {
                Val::Row(_, i)
                    if self.def.fields.get(column.0 as usize).is_some_and(|f| f.kind == FieldType::Group) =>
                {
                    let rows = self.env.rows_in(*column, i as usize);
                    self.charge(rows.len().min(MAX_LIST) as u32)?;
                    Val::List(rows.take(MAX_LIST).map(|i| Val::Row(*column, i as u32)).collect())
                }
                Val::Row(_, i) => self.read(*column, self.env.cell(*column, i as usize)),
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Member(of, member) => member_of(self.eval(of)?, *member)?,
            Node::Index(list, index) => match (self.eval(list)?, self.eval(index)?) {
                (Val::List(items), Val::Int(i)) => {
                    usize::try_from(i).ok().and_then(|i| items.get(i)).cloned().unwrap_or(Val::Missing)
                }
                (Val::Missing, _) | (_, Val::Missing | Val::Range(..)) => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Has(of) => match self.eval(of)? {
                Val::Missing => Val::Bool(false),
                Val::List(items) => Val::Bool(!items.is_empty()),
                _ => Val::Bool(true),
            },
            Node::Label(of, field) => match self.eval(of)? {
                Val::Str(code) => {
                    let field = self.def.fields.get(field.0 as usize);
                    let label = match field {
                        Some(f) if f.of_communes() => self.env.units().and_then(|units| units.line(&code)),
                        _ => {
                            let options = field.map_or(&[][..], |f| &f.options);
                            options.iter().find(|o| o.value == code).map(|o| o.label.vi.clone())
                        }
                    };
                    // A code that is none of them stands as it was written, so that no message has a gap there.
                    Val::Str(label.unwrap_or(code))
                }
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Matches(of, pattern) => match self.eval(of)? {
                Val::Str(text) => {
                    self.charge(text.len() as u32 / 8)?;
                    Val::Bool(pattern.is_match(&text))
                }
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::SamePerson(a, b) => self.env.same_person(a, b).map_or(Val::Missing, Val::Bool),
            Node::Call(function, args) => return self.call(function, args),
            Node::List(items) => {
                let items = items.iter().map(|n| self.eval(n)).collect::<Result<Vec<_>, _>>()?;
                self.list(items)?
            }
            Node::Not(of) => match self.eval(of)? {
                Val::Bool(b) => Val::Bool(!b),
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Neg(of) => match self.eval(of)? {
                Val::Int(n) => Val::Int(n.checked_neg().ok_or(EvalError::Overflow)?),
                Val::Range(a, b) => match (b.checked_neg(), a.checked_neg()) {
                    (Some(a), Some(b)) => Val::Range(a, b),
                    _ => return Err(EvalError::Overflow),
                },
                Val::Double(f) => Val::Double(-f),
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Binary(Op::And, a, b) => return self.junction(a, b, false),
            Node::Binary(Op::Or, a, b) => return self.junction(a, b, true),
            Node::Binary(op, a, b) => {
                let (a, b) = (self.eval(a)?, self.eval(b)?);
                return self.binary(*op, a, b);
            }
            Node::Cond(condition, yes, no) => match self.eval(condition)? {
                Val::Bool(true) => return self.eval(yes),
                Val::Bool(false) => return self.eval(no),
                Val::Missing => Val::Missing,
                _ => return Err(EvalError::Type),
            },
            Node::Each(which, list, body, slot) => return self.each(*which, list, body, usize::from(*slot)),
        })
    }

    fn call(&mut self, function: &'static Function, args: &[Node]) -> Result<Val, EvalError> {
        let functions::Eval::Plain(run) = function.eval else { return Err(EvalError::Type) };
        let mut values = Vec::with_capacity(args.len());
        let mut missing = false;
        for arg in args {
            let value = self.eval(arg)?;
            if let Val::Str(text) = &value {
                self.charge(text.len() as u32 / 8)?;
            }
            missing |= matches!(value, Val::Missing | Val::Range(..));
            values.push(value);
        }
        if missing { Ok(Val::Missing) } else { run(&values, self) }
    }

    /// `&&` (decided by false) and `||` (decided by true). As in CEL, the deciding side decides even when the other one
    /// is missing or fails, whatever their order.
    fn junction(&mut self, a: &Node, b: &Node, decisive: bool) -> Result<Val, EvalError> {
        let left = self.eval(a);
        match left {
            Ok(Val::Bool(v)) if v == decisive => return left,
            Err(EvalError::Budget) => return left,
            _ => {}
        }
        let right = self.eval(b);
        match (&left, &right) {
            (_, Ok(Val::Bool(v))) if *v == decisive => right,
            (_, Err(EvalError::Budget)) | (Ok(_), Err(_)) => right,
            (Err(_), _) => left,
            (Ok(Val::Bool(_)), Ok(Val::Bool(_) | Val::Missing)) => right,
            (Ok(Val::Missing), Ok(Val::Bool(_) | Val::Missing)) => left,
            _ => Err(EvalError::Type),
        }
    }

    pub(super) fn binary(&self, op: Op, a: Val, b: Val) -> Result<Val, EvalError> {
        if op == Op::In {
            let Val::List(items) = &b else {
                return if b == Val::Missing { Ok(Val::Missing) } else { Err(EvalError::Type) };
            };
            self.charge(items.len() as u32)?;
            let mut unsure = a == Val::Missing;
            for item in items.iter() {
                match equal(&a, item) {
                    Some(true) => return Ok(Val::Bool(true)),
                    Some(false) => {}
                    None => unsure = true,
                }
            }
            return Ok(if unsure { Val::Missing } else { Val::Bool(false) });
        }
        if a == Val::Missing || b == Val::Missing {
            return Ok(Val::Missing);
        }
        match op {
            Op::Eq | Op::Ne => {
                if let (Val::Str(a), Val::Str(b)) = (&a, &b) {
                    self.charge(a.len().min(b.len()) as u32 / 8)?;
                }
                Ok(equal(&a, &b).map_or(Val::Missing, |e| Val::Bool(e == (op == Op::Eq))))
            }
            Op::Lt => order(&a, &b, false),
            Op::Le => order(&a, &b, true),
            Op::Gt => order(&b, &a, false),
            Op::Ge => order(&b, &a, true),
            _ => self.arithmetic(op, a, b),
        }
    }

    fn arithmetic(&self, op: Op, a: Val, b: Val) -> Result<Val, EvalError> {
        let overflow = |n: Option<i64>| n.map(Val::Int).ok_or(EvalError::Overflow);
        match (a, b) {
            (Val::Int(a), Val::Int(b)) => match op {
                Op::Add => overflow(a.checked_add(b)),
                Op::Sub => overflow(a.checked_sub(b)),
                Op::Mul => overflow(a.checked_mul(b)),
                Op::Div | Op::Rem if b == 0 => Err(EvalError::DivisionByZero),
                Op::Div => overflow(a.checked_div(b)),
                Op::Rem => overflow(a.checked_rem(b)),
                _ => Err(EvalError::Type),
            },
            (Val::Double(a), Val::Double(b)) => Ok(Val::Double(match op {
                Op::Add => a + b,
                Op::Sub => a - b,
                Op::Mul => a * b,
                Op::Div => a / b,
                _ => return Err(EvalError::Type),
            })),
            (Val::Str(a), Val::Str(b)) if op == Op::Add => {
                let length = a.len() + b.len();
                self.charge(length as u32 / 8)?;
                if length > MAX_TEXT {
                    return Err(EvalError::Overflow);
                }
                let mut text = String::with_capacity(length);
                text.push_str(&a);
                text.push_str(&b);
                Ok(Val::Str(text.into()))
            }
            (Val::List(a), Val::List(b)) if op == Op::Add => self.list(a.iter().chain(b.iter()).cloned().collect()),
            (a @ (Val::Int(_) | Val::Range(..)), b @ (Val::Int(_) | Val::Range(..))) => {
                let (Some(a), Some(b)) = (span(&a), span(&b)) else { return Err(EvalError::Type) };
                let ends = match op {
                    Op::Add => (a.0.checked_add(b.0), a.1.checked_add(b.1)),
                    Op::Sub => (a.0.checked_sub(b.1), a.1.checked_sub(b.0)),
                    Op::Mul | Op::Div | Op::Rem => return Ok(Val::Missing),
                    _ => return Err(EvalError::Type),
                };
                match ends {
                    (Some(low), Some(high)) => Ok(Val::range(low, high)),
                    _ => Err(EvalError::Overflow),
                }
            }
            _ => Err(EvalError::Type),
        }
    }

    fn each(&mut self, which: Macro, list: &Node, body: &Node, slot: usize) -> Result<Val, EvalError> {
        let items = match self.eval(list)? {
            Val::List(items) => items,
            Val::Missing => return Ok(Val::Missing),
            _ => return Err(EvalError::Type),
        };
        let mut out = Vec::new();
        let (mut found, mut missing, mut failed) = (0u32, false, None);
        for item in items.iter() {
            self.locals.truncate(slot);
            self.locals.push(item.clone());
            let result = self.eval(body);
            match (which, result) {
                (_, Err(EvalError::Budget)) => return Err(EvalError::Budget),
                // As `&&` and `||` over the elements: one that decides outweighs those that fail.
                (Macro::All | Macro::Exists, Err(e)) => failed = Some(e),
                (_, Err(e)) => return Err(e),
                (Macro::All, Ok(Val::Bool(false))) => {
                    self.locals.truncate(slot);
                    return Ok(Val::Bool(false));
                }
                (Macro::Exists, Ok(Val::Bool(true))) => {
                    self.locals.truncate(slot);
                    return Ok(Val::Bool(true));
                }
                (Macro::Map, Ok(value)) => out.push(value),
                (Macro::Filter, Ok(Val::Bool(true))) => out.push(item.clone()),
                (Macro::ExistsOne, Ok(Val::Bool(true))) => found += 1,
                (_, Ok(Val::Bool(_))) => {}
                (_, Ok(Val::Missing)) => missing = true,
                _ => return Err(EvalError::Type),
            }
        }
        self.locals.truncate(slot);
        Ok(match which {
            Macro::Map | Macro::Filter => self.list(out)?,
            _ if failed.is_some() => return Err(failed.unwrap_or(EvalError::Type)),
            _ if missing => Val::Missing,
            Macro::All => Val::Bool(true),
            Macro::Exists => Val::Bool(false),
            Macro::ExistsOne => Val::Bool(found == 1),
        })
    }
}

fn member_of(of: Val, member: Member) -> Result<Val, EvalError> {
    let text = |t: &str| if t.is_empty() { Val::Missing } else { Val::Str(t.into()) };
    Ok(match (of, member) {
        (Val::Missing, _) => Val::Missing,
        (Val::Address(a), Member::Detail) => text(&a.detail),
        (Val::Address(a), Member::Commune) => text(&a.commune),
        (Val::Address(a), Member::CommuneName) => text(&a.commune_name),
        (Val::Address(a), Member::Province) => text(&a.province),
        (Val::Address(a), Member::ProvinceName) => text(&a.province_name),
        (Val::Address(a), Member::Old) => text(&a.old),
        (Val::Address(a), Member::Line) => text(&a.line()),
        (Val::Document(d), Member::Kind) => text(&d.kind),
        (Val::Document(d), Member::Number) => text(&d.number),
        (Val::Document(d), Member::IssuedBy) => text(&d.issued_by),
        (Val::Document(d), Member::IssuedOn) => d.issued_on.map_or(Val::Missing, Val::Date),
        _ => return Err(EvalError::Type),
    })
}

/// Least and greatest number that a value can mean; of a date, its days.
fn span(v: &Val) -> Option<(i64, i64)> {
    match v {
        Val::Int(n) => Some((*n, *n)),
        Val::Range(a, b) => Some((*a, *b)),
        Val::Date(d) => Some(functions::days(*d)),
        _ => None,
    }
}

/// Whether two values are the same; `None` where that is not known.
fn equal(a: &Val, b: &Val) -> Option<bool> {
    match (a, b) {
        (Val::Missing, _) | (_, Val::Missing) => None,
        (Val::Date(x), Val::Date(y)) if x == y => Some(true),
        (Val::Double(x), Val::Double(y)) => Some(x == y),
        (Val::Range(..), Val::Double(_)) | (Val::Double(_), Val::Range(..)) => None,
        // As in CEL: beyond 2^53 as near as decimals come.
        (Val::Int(n), Val::Double(f)) | (Val::Double(f), Val::Int(n)) => Some(*n as f64 == *f),
        (Val::List(x), Val::List(y)) => {
            if x.len() != y.len() {
                return Some(false);
            }
            let mut sure = true;
            for (x, y) in x.iter().zip(y.iter()) {
                match equal(x, y) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => sure = false,
                }
            }
            sure.then_some(true)
        }
        (Val::Date(_), Val::Date(_)) | (Val::Int(_) | Val::Range(..), Val::Int(_) | Val::Range(..)) => {
            let (x, y) = (span(a)?, span(b)?);
            if x.1 < y.0 || y.1 < x.0 {
                Some(false)
            } else if x.0 == x.1 && x == y {
                Some(true)
            } else {
                None
            }
        }
        _ => Some(a == b),
    }
}

/// `a < b`, or `a <= b` when `or_equal`.
fn order(a: &Val, b: &Val, or_equal: bool) -> Result<Val, EvalError> {
    let decided = |o: Option<Ordering>| {
        Val::Bool(matches!(o, Some(Ordering::Less)) || or_equal && matches!(o, Some(Ordering::Equal)))
    };
    Ok(match (a, b) {
        (Val::Str(x), Val::Str(y)) => decided(Some(x.cmp(y))),
        (Val::Bool(x), Val::Bool(y)) => decided(Some(x.cmp(y))),
        (Val::Double(x), Val::Double(y)) => decided(x.partial_cmp(y)),
        (Val::Int(n), Val::Double(f)) => decided((*n as f64).partial_cmp(f)),
        (Val::Double(f), Val::Int(n)) => decided(f.partial_cmp(&(*n as f64))),
        // The same partial date twice: stated as the same.
        (Val::Date(x), Val::Date(y)) if x == y => Val::Bool(or_equal),
        (Val::Date(x), Val::Date(y)) if x.exact().is_some() && y.exact().is_some() => decided(x.compare(*y)),
        (Val::Date(_), Val::Date(_)) | (Val::Int(_) | Val::Range(..), Val::Int(_) | Val::Range(..)) => {
            let (Some(x), Some(y)) = (span(a), span(b)) else { return Err(EvalError::Type) };
            let (surely, possibly) = if or_equal { (x.1 <= y.0, x.0 <= y.1) } else { (x.1 < y.0, x.0 < y.1) };
            match (surely, possibly) {
                (true, _) => Val::Bool(true),
                (_, false) => Val::Bool(false),
                _ => Val::Missing,
            }
        }
        (Val::Range(..), Val::Double(_)) | (Val::Double(_), Val::Range(..)) => Val::Missing,
        _ => return Err(EvalError::Type),
    })
}
