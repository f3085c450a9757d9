//! What can come of an expression when its answers are not known: an evaluation over sets of values.
//!
//! Whatever the evaluator can give for some answers lies in what is given here, never the other way round: "cannot be true"
//! said here is so, and where it is not known nothing is ruled out. A property test holds it against the evaluator.

use super::{
    Env, Expr, MAX_STEPS,
    ast::{Ast, Kind, Op, parse},
    eval::{Macro, Node, Run, Val},
    functions::{Eval, Function},
    types,
};
use crate::definition::{Definition, FieldIx, FieldType};
use std::{cell::Cell, rc::Rc};

/// A set of values.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// None.
    Nothing,
    /// This one.
    Is(Val),
    /// Yes and no.
    Bool,
    /// Whole numbers from the first to the second.
    Int(i64, i64),
    /// Numbers from the first to the second.
    Double(f64, f64),
    /// These texts.
    OneOf(Rc<[Rc<str>]>),
    /// Texts of so many characters, perhaps all of them digits, without those named.
    Text {
        /// Fewest characters.
        min: i64,
        /// Most characters.
        max: i64,
        /// Whether only of the digits 0 to 9.
        digits: bool,
        /// Texts that are none of them.
        except: Rc<[Rc<str>]>,
    },
    /// Lists of some of these texts.
    Some(Rc<[Rc<str>]>),
    /// Lists of at most so many elements.
    List(i64),
    /// Anything.
    Any,
}

/// What may come of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// As a value.
    pub what: What,
    /// Whether it may be missing.
    pub missing: bool,
    /// Whether it may fail.
    pub fails: bool,
}

/// What may come of a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// It may be true.
    pub yes: bool,
    /// It may be false.
    pub no: bool,
    /// It may be missing.
    pub missing: bool,
    /// It may fail.
    pub fails: bool,
}

impl Outcomes {
    /// Whether it is true, whatever the answers are.
    pub fn only_yes(self) -> bool {
        self == Outcomes { yes: true, ..Outcomes::default() }
    }

    fn not(self) -> Outcomes {
        Outcomes { yes: self.no, no: self.yes, ..self }
    }

    /// `&&` of two that have nothing to do with each other, as far as is known.
    fn and(self, other: Outcomes) -> Outcomes {
        let passes = |o: Outcomes| o.yes || o.missing || o.fails;
        let unsure = |o: Outcomes| o.yes || o.missing;
        Outcomes {
            yes: self.yes && other.yes,
            no: self.no || other.no,
            missing: self.missing && unsure(other) || other.missing && unsure(self),
            fails: self.fails && passes(other) || other.fails && passes(self),
        }
    }
}

impl Possible {
    /// Of these values, and never missing.
    pub fn of(what: What) -> Possible {
        Possible { what, missing: false, fails: false }
    }

    /// No answer.
    pub fn missing() -> Possible {
        Possible { what: What::Nothing, missing: true, fails: false }
    }

    fn anything() -> Possible {
        Possible { what: What::Any, missing: true, fails: true }
    }

    fn is(value: Result<Val, super::EvalError>) -> Possible {
        match value {
            Ok(Val::Missing) => Possible::missing(),
            Ok(value) => Possible::of(What::Is(value)),
            Err(_) => Possible { what: What::Nothing, missing: false, fails: true },
        }
    }

    fn from(o: Outcomes) -> Possible {
        let what = match (o.yes, o.no) {
            (true, true) => What::Bool,
            (false, false) => What::Nothing,
            (yes, _) => What::Is(Val::Bool(yes)),
        };
        Possible { what, missing: o.missing, fails: o.fails }
    }

    /// As a condition.
    pub fn outcomes(&self) -> Outcomes {
        let (yes, no, other) = match &self.what {
            What::Nothing => (false, false, false),
            What::Is(Val::Bool(b)) => (*b, !*b, false),
            What::Bool => (true, true, false),
            What::Any => (true, true, true),
            _ => (false, false, true),
        };
        Outcomes { yes, no, missing: self.missing, fails: self.fails || other }
    }

    /// What may come of either.
    fn or(self, other: Possible) -> Possible {
        let what = match (self.what, other.what) {
            (What::Nothing, what) | (what, What::Nothing) => what,
            (a, b) if a == b => a,
            (What::Bool | What::Is(Val::Bool(_)), What::Bool | What::Is(Val::Bool(_))) => What::Bool,
            _ => What::Any,
        };
        Possible { what, missing: self.missing || other.missing, fails: self.fails || other.fails }
    }
}

impl What {
    /// The number if it is one, as the ends of a span.
    fn span(&self) -> Option<(i64, i64)> {
        match self {
            What::Is(Val::Int(n)) => Some((*n, *n)),
            What::Is(Val::Range(a, b)) | What::Int(a, b) => Some((*a, *b)),
            _ => None,
        }
    }

    /// The same where decimals take part; none for whole numbers that a double cannot hold exactly.
    fn decimal_span(&self) -> Option<(f64, f64)> {
        let exact = |n: i64| (n.unsigned_abs() <= 1 << 53).then_some(n as f64);
        match self {
            What::Is(Val::Double(f)) if !f.is_nan() => Some((*f, *f)),
            What::Double(a, b) => Some((*a, *b)),
            other => other.span().and_then(|(a, b)| Some((exact(a)?, exact(b)?))),
        }
    }

    /// The texts, where they can be listed.
    fn texts(&self) -> Option<&[Rc<str>]> {
        match self {
            What::Is(Val::Str(text)) => Some(std::slice::from_ref(text)),
            What::OneOf(texts) => Some(texts),
            _ => None,
        }
    }

    /// Whether a text may be among them.
    fn may_be(&self, text: &Rc<str>) -> bool {
        match self {
            What::Text { min, max, digits, except } => {
                let length = text.chars().count() as i64;
                (*min..=*max).contains(&length)
                    && (!digits || text.bytes().all(|b| b.is_ascii_digit()))
                    && !except.contains(text)
            }
            other => other.texts().is_none_or(|texts| texts.contains(text)),
        }
    }

    /// Whether two may be the same, and whether they may differ.
    fn same(&self, other: &What) -> (bool, bool) {
        match (self, other) {
            (What::Text { min, max, .. }, What::Text { min: least, max: most, .. }) => {
                (min <= most && least <= max, true)
            }
            _ => match (self.texts(), other.texts()) {
                (Some(texts), _) => (texts.iter().any(|t| other.may_be(t)), true),
                (_, Some(texts)) => (texts.iter().any(|t| self.may_be(t)), true),
                _ => match (self.span(), other.span(), self.decimal_span(), other.decimal_span()) {
                    (Some(a), Some(b), ..) => (a.0 <= b.1 && b.0 <= a.1, a.0 != a.1 || a != b),
                    (.., Some(a), Some(b)) => (a.0 <= b.1 && b.0 <= a.1, a.0 != a.1 || a != b),
                    _ => (true, true),
                },
            },
        }
    }

    /// Whether the first may be less than the second (or the same, if `or_equal`), and whether it may not.
    fn less(&self, other: &What, or_equal: bool) -> (bool, bool) {
        fn ends<T: PartialOrd>(a: (T, T), b: (T, T), or_equal: bool) -> (bool, bool) {
            if or_equal { (a.0 <= b.1, a.1 > b.0) } else { (a.0 < b.1, a.1 >= b.0) }
        }
        match (self.span(), other.span(), self.decimal_span(), other.decimal_span()) {
            (Some(a), Some(b), ..) => ends(a, b, or_equal),
            (.., Some(a), Some(b)) => ends(a, b, or_equal),
            _ => (true, true),
        }
    }

    /// Fewest and most elements or characters.
    fn size(&self) -> Option<(i64, i64)> {
        match self {
            What::Text { min, max, .. } => Some((*min, *max)),
            What::OneOf(texts) => {
                let lengths = || texts.iter().map(|t| t.chars().count() as i64);
                Some((lengths().min()?, lengths().max()?))
            }
            What::Some(_) => Some((0, i64::MAX)),
            What::List(max) => Some((0, *max)),
            _ => None,
        }
    }
}

/// Where something is evaluated.
pub struct Sight<'a> {
    /// The definition.
    pub def: &'a Definition,
    /// No answers: for functions of values that are known.
    pub env: &'a dyn Env,
    /// Of a field outside groups, or a column in the row that the expression is about: what may stand in it.
    pub answer: &'a dyn Fn(FieldIx) -> Possible,
    /// Of a column in any row.
    pub cell: &'a dyn Fn(FieldIx) -> Possible,
    /// Whether the expression is about a row.
    pub row: bool,
    /// Steps that are left; without any, nothing is ruled out.
    pub left: &'a Cell<u32>,
}

impl Sight<'_> {
    /// What may come of an expression.
    pub fn of(&self, expr: &Expr) -> Possible {
        self.eval(&expr.0.node)
    }

    /// Patterns of an expression that none of the texts they are compared with can match, in order.
    pub fn unmatched(&self, expr: &Expr) -> Vec<Rc<str>> {
        let mut compared = Vec::new();
        walk(&expr.0.node, &mut |node| {
            if let Node::Matches(of, _) = node {
                compared.push((self.eval(of), self.eval(node).outcomes()));
            }
        });
        let mut written = Vec::new();
        if let Ok(tree) = parse(expr.source()) {
            patterns(&tree, &mut written);
        }
        let never = compared.into_iter().zip(written);
        never.filter(|((of, found), _)| !found.yes && of.what != What::Nothing).map(|(_, pattern)| pattern).collect()
    }

    fn run(&self, steps: &Cell<u32>, f: impl FnOnce(&Run<'_>) -> Result<Val, super::EvalError>) -> Possible {
        Possible::is(f(&Run { def: self.def, env: self.env, locals: Vec::new(), steps }))
    }

    fn eval(&self, node: &Node) -> Possible {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Possible::anything(),
        }
        match node {
            Node::Const(Val::Missing) => Possible::missing(),
            Node::Const(value) => Possible::of(What::Is(value.clone())),
            Node::Field(ix) => (self.answer)(*ix),
            Node::Rows(group) => {
                let most = self.def.fields.get(group.0 as usize).and_then(|f| f.max).unwrap_or(i64::MAX);
                Possible::of(What::List(most))
            }
            Node::Cell(_, column) if is_group(self.def, *column) => Possible::anything(),
            Node::Cell(of, column) if self.row && matches!(**of, Node::Local(0)) => (self.answer)(*column),
            Node::Cell(of, column) => {
                let of = self.eval(of);
                Possible { missing: true, fails: of.fails, ..(self.cell)(*column) }
            }
            Node::Local(_) | Node::Index(..) | Node::Member(..) => Possible::anything(),
            Node::Has(of) => {
                let of = self.eval(of);
                let no = of.missing || matches!(of.what, What::List(_) | What::Some(_) | What::Any);
                let yes = !matches!(of.what, What::Nothing | What::List(0));
                let known = matches!(&of.what, What::Is(Val::List(items)) if items.is_empty());
                Possible::from(Outcomes { yes: yes && !known, no: no || known, missing: false, fails: of.fails })
            }
            Node::Label(of, _) => {
                let of = self.eval(of);
                Possible { what: if of.what == What::Nothing { What::Nothing } else { What::Any }, ..of }
            }
            Node::Matches(of, pattern) => {
                let of = self.eval(of);
                let (yes, no) = match (&of.what, of.what.texts()) {
                    (What::Nothing, _) => (false, false),
                    (_, Some(texts)) => {
                        (texts.iter().any(|t| pattern.is_match(t)), texts.iter().any(|t| !pattern.is_match(t)))
                    }
                    (What::Text { min, max, digits, .. }, _) => (pattern.may_match(*min, *max, *digits), true),
                    _ => (pattern.may_match(0, i64::MAX, false), true),
                };
                let fails = of.fails || of.what == What::Any;
                Possible::from(Outcomes { yes, no, missing: of.missing, fails })
            }
            Node::SamePerson(..) => Possible { what: What::Bool, missing: true, fails: false },
            Node::Call(function, args) => self.call(function, args),
            Node::List(items) => {
                let items: Vec<Possible> = items.iter().map(|n| self.eval(n)).collect();
                let known = |p: &Possible| match p {
                    Possible { what: What::Is(v), missing: false, fails: false } => Some(v.clone()),
                    Possible { what: What::Nothing, missing: true, fails: false } => Some(Val::Missing),
                    _ => None,
                };
                match items.iter().map(known).collect::<Option<Vec<Val>>>() {
                    Some(values) => Possible::of(What::Is(Val::List(values.into()))),
                    None => Possible {
                        fails: items.iter().any(|i| i.fails),
                        ..Possible::of(What::List(items.len() as i64))
                    },
                }
            }
            Node::Not(of) => Possible::from(self.eval(of).outcomes().not()),
            Node::Neg(of) => {
                let of = self.eval(of);
                let what = match &of.what {
                    What::Nothing => What::Nothing,
                    What::Is(Val::Double(f)) => What::Is(Val::Double(-f)),
                    What::Double(a, b) => What::Double(-b, -a),
                    other => match other.span().and_then(|(a, b)| Some((b.checked_neg()?, a.checked_neg()?))) {
                        Some((a, b)) if a == b => What::Is(Val::Int(a)),
                        Some((a, b)) if !matches!(other, What::Is(_)) => What::Int(a, b),
                        _ => return Possible { missing: of.missing, ..Possible::anything() },
                    },
                };
                Possible { what, ..of }
            }
            Node::Binary(Op::And, a, b) => Possible::from(self.eval(a).outcomes().and(self.eval(b).outcomes())),
            Node::Binary(Op::Or, a, b) => {
                Possible::from(self.eval(a).outcomes().not().and(self.eval(b).outcomes().not()).not())
            }
            Node::Binary(op, a, b) => self.binary(*op, self.eval(a), self.eval(b)),
            Node::Cond(condition, yes, no) => {
                let Outcomes { yes: if_yes, no: if_no, missing, fails } = self.eval(condition).outcomes();
                let mut out = Possible { what: What::Nothing, missing, fails };
                if if_yes {
                    out = out.or(self.eval(yes));
                }
                if if_no {
                    out = out.or(self.eval(no));
                }
                out
            }
            Node::Each(which, list, body, _) => {
                let list = self.eval(list);
                let found = self.eval(body).outcomes();
                // Long lists may exhaust the budget.
                let (missing, fails) = (list.missing || found.missing, true);
                Possible::from(match which {
                    Macro::All => Outcomes { yes: true, no: found.no, missing, fails },
                    Macro::Exists | Macro::ExistsOne => Outcomes { yes: found.yes, no: true, missing, fails },
                    Macro::Filter | Macro::Map => {
                        return Possible { what: What::List(i64::MAX), missing: list.missing, fails };
                    }
                })
            }
        }
    }

    fn call(&self, function: &'static Function, args: &[Node]) -> Possible {
        let args: Vec<Possible> = args.iter().map(|n| self.eval(n)).collect();
        let (missing, fails) = (args.iter().any(|a| a.missing), args.iter().any(|a| a.fails));
        if args.iter().any(|a| a.what == What::Nothing) {
            return Possible { what: What::Nothing, missing, fails };
        }
        // What depends on the day or on the units is not known here.
        let outside = matches!(function.name, "today" | "civilAuthority" | "policeAuthority");
        let known = |a: &Possible| match &a.what {
            What::Is(value) if !matches!(value, Val::Range(..)) => Some(value.clone()),
            _ => None,
        };
        let values = args.iter().map(known).collect::<Option<Vec<Val>>>();
        if let (false, Some(values), Eval::Plain(run)) = (outside, values, function.eval) {
            let steps = Cell::new(MAX_STEPS);
            let result = self.run(&steps, |r| run(&values, r));
            return Possible { missing: missing || result.missing, fails: fails || result.fails, ..result };
        }
        let anything = Possible { fails: true, ..Possible::anything() };
        match (function.name, args.first().and_then(|a| a.what.size())) {
            ("size", Some((a, b))) => Possible { what: What::Int(a, b), missing, fails },
            ("month", _) => Possible { what: What::Int(1, 12), ..anything },
            ("day", _) => Possible { what: What::Int(1, 31), ..anything },
            _ if function.returns == types::BOOL => Possible { what: What::Bool, ..anything },
            _ => anything,
        }
    }

    fn binary(&self, op: Op, a: Possible, b: Possible) -> Possible {
        let (missing, fails) = (a.missing || b.missing, a.fails || b.fails);
        if a.what == What::Nothing || b.what == What::Nothing {
            return Possible { what: What::Nothing, missing, fails };
        }
        if let (What::Is(x), What::Is(y)) = (&a.what, &b.what) {
            let steps = Cell::new(MAX_STEPS);
            let result = self.run(&steps, |r| r.binary(op, x.clone(), y.clone()));
            return Possible { missing: missing || result.missing, fails: fails || result.fails, ..result };
        }
        // Dates and ages may be partial, elements may be missing.
        let either = |test: &dyn Fn(&What) -> bool| test(&a.what) || test(&b.what);
        let fails = fails || either(&|w| matches!(w, What::Any | What::List(_)));
        let partial = |w: &What| match w {
            What::Is(Val::List(_)) => op != Op::In,
            other => matches!(other, What::Any | What::List(_) | What::Is(Val::Range(..))),
        };
        let missing = missing || either(&partial);
        let decided = |(yes, no): (bool, bool)| Possible::from(Outcomes { yes, no, missing, fails });
        match op {
            Op::Eq => decided(a.what.same(&b.what)),
            Op::Ne => {
                let (same, other) = a.what.same(&b.what);
                decided((other, same))
            }
            Op::Lt => decided(a.what.less(&b.what, false)),
            Op::Le => decided(a.what.less(&b.what, true)),
            Op::Gt => decided(b.what.less(&a.what, false)),
            Op::Ge => decided(b.what.less(&a.what, true)),
            Op::In => self.is_in(&a, &b, missing, fails),
            Op::Add | Op::Sub | Op::Mul => {
                let number = |w: &What| w.span().filter(|_| !matches!(w, What::Is(Val::Range(..))));
                let (Some(x), Some(y)) = (number(&a.what), number(&b.what)) else {
                    return Possible { missing, ..Possible::anything() };
                };
                let of = |p: i64, q: i64| match op {
                    Op::Add => i128::from(p) + i128::from(q),
                    Op::Sub => i128::from(p) - i128::from(q),
                    _ => i128::from(p) * i128::from(q),
                };
                let ends = [of(x.0, y.0), of(x.0, y.1), of(x.1, y.0), of(x.1, y.1)];
                let low = ends.into_iter().min().unwrap_or(0);
                let high = ends.into_iter().max().unwrap_or(0);
                match (i64::try_from(low), i64::try_from(high)) {
                    (Ok(low), Ok(high)) => Possible { what: What::Int(low, high), missing, fails },
                    _ => Possible::anything(),
                }
            }
            _ => Possible::anything(),
        }
    }

    fn is_in(&self, a: &Possible, b: &Possible, missing: bool, fails: bool) -> Possible {
        let (mut yes, mut no, mut unsure) = (false, true, missing);
        match &b.what {
            What::Some(texts) => {
                yes = a.what.texts().is_none_or(|wanted| wanted.iter().any(|t| texts.contains(t)));
            }
            What::Is(Val::List(items)) => {
                for item in items.iter() {
                    match item {
                        Val::Missing => unsure = true,
                        item => {
                            let (same, other) = a.what.same(&What::Is(item.clone()));
                            yes |= same;
                            no &= other;
                        }
                    }
                }
                // All of them are in the list.
                if let Some(texts) = a.what.texts() {
                    no &= !texts.iter().all(|t| items.contains(&Val::Str(t.clone())));
                }
            }
            _ => (yes, no, unsure) = (true, true, true),
        }
        Possible::from(Outcomes { yes, no, missing: unsure, fails })
    }
}

/// Whether a column is a group: its rows there are a list, and not an answer.
fn is_group(def: &Definition, column: FieldIx) -> bool {
    def.fields.get(column.0 as usize).is_some_and(|f| f.kind == FieldType::Group)
}

/// Every node, each before those in it.
fn walk<'n>(node: &'n Node, see: &mut dyn FnMut(&'n Node)) {
    see(node);
    match node {
        Node::Const(_) | Node::Field(_) | Node::Rows(_) | Node::Local(_) | Node::SamePerson(..) => {}
        Node::Cell(a, _)
        | Node::Member(a, _)
        | Node::Has(a)
        | Node::Label(a, _)
        | Node::Matches(a, _)
        | Node::Not(a)
        | Node::Neg(a) => walk(a, see),
        Node::Index(a, b) | Node::Binary(_, a, b) | Node::Each(_, a, b, _) => {
            walk(a, see);
            walk(b, see);
        }
        Node::Cond(a, b, c) => [a, b, c].into_iter().for_each(|n| walk(n, see)),
        Node::Call(_, items) | Node::List(items) => items.iter().for_each(|n| walk(n, see)),
    }
}

/// The patterns of `matches`, in the order in which [`walk`] comes to them.
fn patterns(ast: &Ast, out: &mut Vec<Rc<str>>) {
    let mut all = |asts: &[&Ast]| asts.iter().for_each(|a| patterns(a, out));
    match &ast.kind {
        Kind::Call(target, name, args) => {
            let args: Vec<&Ast> = target.iter().map(|t| &**t).chain(args).collect();
            if let ("matches", [of, Ast { kind: Kind::Str(pattern), .. }]) = (&**name, args.as_slice()) {
                out.push(pattern.clone());
                return patterns(of, out);
            }
            all(&args);
        }
        Kind::List(items) => all(&items.iter().collect::<Vec<_>>()),
        Kind::Select(a, _) | Kind::Not(a) | Kind::Neg(a) => all(&[a]),
        Kind::Index(a, b) | Kind::Binary(_, a, b) => all(&[a, b]),
        Kind::Cond(a, b, c) => all(&[a, b, c]),
        _ => {}
    }
}

/// What an expression reads, and what it compares that with.
#[derive(Default)]
pub struct Reads {
    /// Fields outside groups, and columns of the row that it is about.
    pub answers: Vec<FieldIx>,
    /// Values that are written out in it.
    pub constants: Vec<Val>,
}

impl Reads {
    /// Adds those of an expression; `row`: whether it is about a row.
    pub fn add(&mut self, expr: &Expr, row: bool) {
        walk(&expr.0.node, &mut |node| {
            let read = match node {
                Node::Field(ix) => Some(*ix),
                Node::Cell(of, ix) if row && matches!(**of, Node::Local(0)) => Some(*ix),
                Node::Const(value) if !self.constants.contains(value) => {
                    self.constants.push(value.clone());
                    None
                }
                _ => None,
            };
            self.answers.extend(read.filter(|ix| !self.answers.contains(ix)));
        });
    }
}
