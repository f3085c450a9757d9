//! From text to syntax tree, and back.
//!
//! The grammar is that of the CEL specification (§ Syntax) without map and message literals, bytes, unsigned numbers,
//! raw and triple-quoted strings and leading dots.

use super::{
    MAX_HEIGHT, MAX_LENGTH,
    error::{ExprError, ExprErrorCode as Code},
};
use crate::text::number::decimal;
use std::rc::Rc;

/// A node and where it stands.
#[derive(Clone, Debug)]
pub struct Ast {
    /// Byte offset in the source of what the node is named after: its operator, its name, its literal.
    pub at: u32,
    /// Height of the tree, so that everything that walks it recurses no deeper than [`MAX_HEIGHT`].
    height: u16,
    /// What it is.
    pub kind: Kind,
}

/// Two trees are the same when they mean the same, wherever they stand.
impl PartialEq for Ast {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Double(f64),
    /// A text.
    Str(Rc<str>),
    /// A name.
    Name(Rc<str>),
    /// `x.name`.
    Select(Box<Ast>, Rc<str>),
    /// `x[i]`.
    Index(Box<Ast>, Box<Ast>),
    /// `f(a, b)`, `x.f(a)`.
    Call(Option<Box<Ast>>, Rc<str>, Vec<Ast>),
    /// `[a, b]`.
    List(Vec<Ast>),
    /// `!x`.
    Not(Box<Ast>),
    /// `-x`.
    Neg(Box<Ast>),
    /// `a + b` and so on.
    Binary(Op, Box<Ast>, Box<Ast>),
    /// `c ? a : b`.
    Cond(Box<Ast>, Box<Ast>, Box<Ast>),
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// (as written, operator, precedence): a longer sign before its beginning.
const OPERATORS: [(&str, Op, u8); 14] = [
    ("||", Op::Or, 1),
    ("&&", Op::And, 2),
    ("==", Op::Eq, 3),
    ("!=", Op::Ne, 3),
    ("<=", Op::Le, 3),
    (">=", Op::Ge, 3),
    ("<", Op::Lt, 3),
    (">", Op::Gt, 3),
    ("in", Op::In, 3),
    ("+", Op::Add, 4),
    ("-", Op::Sub, 4),
    ("*", Op::Mul, 5),
    ("/", Op::Div, 5),
    ("%", Op::Rem, 5),
];

impl Op {
    /// As written.
    pub fn sign(self) -> &'static str {
        OPERATORS.iter().find(|(_, op, _)| *op == self).map_or("", |(sign, _, _)| sign)
    }
}

/// Words that are no names: those of the language, and those that CEL keeps for later (specification § Syntax).
pub const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Reads an expression.
pub fn parse(text: &str) -> Result<Ast, ExprError> {
    if text.len() > MAX_LENGTH {
        return Err(ExprError::new(Code::TooLong, 0));
    }
    let mut p = Parser { text, i: 0, token: Token::End, at: 0, depth: 0 };
    p.next()?;
    let ast = p.expression()?;
    if p.token != Token::End { Err(p.unexpected()) } else { Ok(ast) }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    End,
    Int(u64),
    Double(f64),
    Str(Rc<str>),
    Name(Rc<str>),
    Op(Op, u8),
    Sign(u8), // one of `( ) [ ] , . ! ? :`
}

struct Parser<'t> {
    text: &'t str,
    i: usize,
    token: Token,
    at: u32,
    depth: u16,
}

impl Parser<'_> {
    fn unexpected(&self) -> ExprError {
        let found = &self.text[self.at as usize..self.text.floor_char_boundary(self.i.min(self.at as usize + 20))];
        ExprError::new(Code::Syntax, self.at).with("found", found)
    }

    fn fail<T>(&self, code: Code, at: usize) -> Result<T, ExprError> {
        Err(ExprError::new(code, at as u32))
    }

    /// Reads the next token.
    fn next(&mut self) -> Result<(), ExprError> {
        let bytes = self.text.as_bytes();
        let peek = |i: usize| bytes.get(i).copied().unwrap_or(0);
        loop {
            match peek(self.i) {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c => self.i += 1,
                b'/' if peek(self.i + 1) == b'/' => {
                    while self.i < bytes.len() && peek(self.i) != b'\n' {
                        self.i += 1;
                    }
                }
                _ => break,
            }
        }
        let start = self.i;
        self.at = start as u32;
        let first = peek(start);
        if start >= bytes.len() {
            self.token = Token::End;
        } else if first.is_ascii_alphabetic() || first == b'_' {
            while peek(self.i).is_ascii_alphanumeric() || peek(self.i) == b'_' {
                self.i += 1;
            }
            let word = &self.text[start..self.i];
            self.token = if word == "in" { Token::Op(Op::In, 3) } else { Token::Name(word.into()) };
        } else if first.is_ascii_digit() {
            self.number()?;
        } else if first == b'"' || first == b'\'' {
            self.string(first)?;
        } else if let Some((sign, op, rank)) = OPERATORS.iter().find(|(sign, ..)| self.text[start..].starts_with(sign))
        {
            self.i += sign.len();
            self.token = Token::Op(*op, *rank);
        } else if b"()[],.!?:".contains(&first) {
            self.i += 1;
            self.token = Token::Sign(first);
        } else {
            return self.fail(Code::Character, start);
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), ExprError> {
        let bytes = self.text.as_bytes();
        let peek = |i: usize| bytes.get(i).copied().unwrap_or(0);
        let start = self.i;
        let digits = |mut i: usize| {
            while peek(i).is_ascii_digit() {
                i += 1;
            }
            i
        };
        if peek(start) == b'0' && matches!(peek(start + 1), b'x' | b'X') {
            let mut end = start + 2;
            while peek(end).is_ascii_hexdigit() {
                end += 1;
            }
            self.i = end;
            self.token = match u64::from_str_radix(&self.text[start + 2..end], 16) {
                Ok(n) => Token::Int(n),
                Err(_) => return self.fail(Code::Number, start),
            };
        } else {
            let mut end = digits(start);
            let mut whole = true;
            if peek(end) == b'.' && peek(end + 1).is_ascii_digit() {
                whole = false;
                end = digits(end + 1);
            }
            if matches!(peek(end), b'e' | b'E') {
                let sign = usize::from(matches!(peek(end + 1), b'+' | b'-'));
                if peek(end + 1 + sign).is_ascii_digit() {
                    whole = false;
                    end = digits(end + 1 + sign);
                }
            }
            self.i = end;
            let text = &self.text[start..end];
            // One that is not exact is refused: what a rule says is what is compared.
            let double = || Some(decimal(text)).filter(|(_, exact)| *exact).map(|(number, _)| Token::Double(number));
            let token = if whole { text.parse().ok().map(Token::Int) } else { double() };
            match token {
                Some(token) => self.token = token,
                None => return self.fail(Code::Number, start),
            }
        }
        // `12abc` is a slip, not two tokens.
        if peek(self.i).is_ascii_alphanumeric() || peek(self.i) == b'_' {
            self.fail(Code::Number, start)
        } else {
            Ok(())
        }
    }

    fn string(&mut self, quote: u8) -> Result<(), ExprError> {
        let start = self.i;
        let mut out = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((i, c)) = chars.next() {
            let here = start + 1 + i;
            match c {
                c if c as u32 == u32::from(quote) => {
                    self.i = here + 1;
                    self.token = Token::Str(out.into());
                    return Ok(());
                }
                '\n' | '\r' => return self.fail(Code::Unterminated, start),
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some(c @ ('\\' | '"' | '\'')) => out.push(c),
                    Some('n') => out.push('\n'),
                    Some('r') => out.push('\r'),
                    Some('t') => out.push('\t'),
                    Some('u') => {
                        let hex: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        let code = (hex.len() == 4 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
                            .then(|| u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32))
                            .flatten();
                        match code {
                            Some(c) => out.push(c),
                            None => return self.fail(Code::Escape, here),
                        }
                    }
                    Some(_) => return self.fail(Code::Escape, here),
                    None => return self.fail(Code::Unterminated, start),
                },
                c => out.push(c),
            }
        }
        self.fail(Code::Unterminated, start)
    }

    fn take(&mut self, sign: u8) -> Result<bool, ExprError> {
        let there = self.token == Token::Sign(sign);
        if there {
            self.next()?;
        }
        Ok(there)
    }

    fn expect(&mut self, sign: u8) -> Result<(), ExprError> {
        if self.take(sign)? { Ok(()) } else { Err(self.unexpected()) }
    }

    fn node(&self, at: u32, kind: Kind) -> Result<Ast, ExprError> {
        let below = match &kind {
            Kind::Select(a, _) | Kind::Not(a) | Kind::Neg(a) => a.height,
            Kind::Index(a, b) | Kind::Binary(_, a, b) => a.height.max(b.height),
            Kind::Cond(a, b, c) => a.height.max(b.height).max(c.height),
            Kind::Call(target, _, args) => {
                args.iter().map(|a| a.height).max().unwrap_or(0).max(target.as_ref().map_or(0, |t| t.height))
            }
            Kind::List(items) => items.iter().map(|a| a.height).max().unwrap_or(0),
            _ => 0,
        };
        if below >= MAX_HEIGHT {
            Err(ExprError::new(Code::TooDeep, at))
        } else {
            Ok(Ast { at, height: below + 1, kind })
        }
    }

    /// Runs `f` one level deeper; every cycle of the grammar comes through here.
    fn deeper(&mut self, f: impl FnOnce(&mut Self) -> Result<Ast, ExprError>) -> Result<Ast, ExprError> {
        self.depth += 1;
        if self.depth > MAX_HEIGHT {
            return Err(ExprError::new(Code::TooDeep, self.at));
        }
        let result = f(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Ast, ExprError> {
        self.deeper(|p| {
            let condition = p.binary(1)?;
            let at = p.at;
            if !p.take(b'?')? {
                return Ok(condition);
            }
            let yes = p.binary(1)?;
            p.expect(b':')?;
            let no = p.expression()?;
            p.node(at, Kind::Cond(condition.into(), yes.into(), no.into()))
        })
    }

    /// Operators of at least this rank, from left to right.
    fn binary(&mut self, least: u8) -> Result<Ast, ExprError> {
        let mut left = self.unary()?;
        while let Token::Op(op, rank) = self.token {
            if rank < least {
                break;
            }
            let at = self.at;
            self.next()?;
            let right = self.binary(rank + 1)?;
            left = self.node(at, Kind::Binary(op, left.into(), right.into()))?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Ast, ExprError> {
        let at = self.at;
        if self.take(b'!')? {
            return self.deeper(|p| {
                let operand = p.unary()?;
                p.node(at, Kind::Not(operand.into()))
            });
        }
        if matches!(self.token, Token::Op(Op::Sub, _)) {
            self.next()?;
            // The sign belongs to the number: the least one has no positive counterpart.
            match self.token {
                Token::Int(n) => {
                    let Some(n) = 0i64.checked_sub_unsigned(n) else { return self.fail(Code::Number, at as usize) };
                    self.next()?;
                    let literal = self.node(at, Kind::Int(n))?;
                    return self.members(literal);
                }
                Token::Double(f) => {
                    self.next()?;
                    let literal = self.node(at, Kind::Double(-f))?;
                    return self.members(literal);
                }
                _ => {}
            }
            return self.deeper(|p| {
                let operand = p.unary()?;
                p.node(at, Kind::Neg(operand.into()))
            });
        }
        let first = self.primary()?;
        self.members(first)
    }

    fn members(&mut self, mut ast: Ast) -> Result<Ast, ExprError> {
        loop {
            let at = self.at;
            if self.take(b'.')? {
                let at = self.at;
                // After a dot CEL allows reserved words, but not those of the language itself.
                let Token::Name(name) = self.token.clone() else { return Err(self.unexpected()) };
                self.next()?;
                ast = if self.take(b'(')? {
                    let args = self.list(b')')?;
                    self.node(at, Kind::Call(Some(ast.into()), name, args))?
                } else {
                    self.node(at, Kind::Select(ast.into(), name))?
                };
            } else if self.take(b'[')? {
                let index = self.expression()?;
                self.expect(b']')?;
                ast = self.node(at, Kind::Index(ast.into(), index.into()))?;
            } else {
                return Ok(ast);
            }
        }
    }

    fn list(&mut self, close: u8) -> Result<Vec<Ast>, ExprError> {
        let mut items = Vec::new();
        while !self.take(close)? {
            items.push(self.expression()?);
            if !self.take(b',')? {
                self.expect(close)?;
                break;
            }
            // CEL allows a comma at the end of a list, not of arguments.
            if close == b')' && self.token == Token::Sign(b')') {
                return Err(self.unexpected());
            }
        }
        Ok(items)
    }

    fn primary(&mut self) -> Result<Ast, ExprError> {
        let at = self.at;
        let token = self.token.clone();
        match token {
            Token::Int(n) => {
                let Ok(n) = i64::try_from(n) else { return self.fail(Code::Number, at as usize) };
                self.next()?;
                self.node(at, Kind::Int(n))
            }
            Token::Double(f) => {
                self.next()?;
                self.node(at, Kind::Double(f))
            }
            Token::Str(s) => {
                self.next()?;
                self.node(at, Kind::Str(s))
            }
            Token::Name(name) => {
                self.next()?;
                match &*name {
                    "true" => self.node(at, Kind::Bool(true)),
                    "false" => self.node(at, Kind::Bool(false)),
                    "null" => self.node(at, Kind::Null),
                    word if RESERVED.contains(&word) => Err(ExprError::new(Code::Reserved, at).with("name", word)),
                    _ if self.take(b'(')? => {
                        let args = self.list(b')')?;
                        self.node(at, Kind::Call(None, name, args))
                    }
                    _ => self.node(at, Kind::Name(name)),
                }
            }
            Token::Sign(b'(') => {
                self.next()?;
                let inner = self.expression()?;
                self.expect(b')')?;
                Ok(inner)
            }
            Token::Sign(b'[') => {
                self.next()?;
                let items = self.list(b']')?;
                self.node(at, Kind::List(items))
            }
            _ => Err(self.unexpected()),
        }
    }
}

/// Writes an expression that reads back as the same tree. For tests, tools and imports.
pub fn print(ast: &Ast) -> String {
    let mut out = String::new();
    write(ast, &mut out);
    out
}

fn write_list(items: &[Ast], out: &mut String) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
}

/// An operand: in brackets unless it is a name, a literal, a call or the like.
fn write_operand(ast: &Ast, out: &mut String) {
    let bare = !matches!(ast.kind, Kind::Not(_) | Kind::Neg(_) | Kind::Binary(..) | Kind::Cond(..))
        && !matches!(ast.kind, Kind::Int(n) if n < 0)
        && !matches!(ast.kind, Kind::Double(f) if f.is_sign_negative());
    if !bare {
        out.push('(');
    }
    write(ast, out);
    if !bare {
        out.push(')');
    }
}

fn write(ast: &Ast, out: &mut String) {
    match &ast.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Int(n) => out.push_str(&n.to_string()),
        Kind::Double(f) => {
            let text = crate::json::Json::Float(*f).to_text();
            out.push_str(&text);
        }
        Kind::Str(s) => write_text(s, out),
        Kind::Name(name) => out.push_str(name),
        Kind::Select(a, name) => {
            write_operand(a, out);
            out.push('.');
            out.push_str(name);
        }
        Kind::Index(a, i) => {
            write_operand(a, out);
            out.push('[');
            write(i, out);
            out.push(']');
        }
        Kind::Call(target, name, args) => {
            if let Some(target) = target {
                write_operand(target, out);
                out.push('.');
            }
            out.push_str(name);
            out.push('(');
            write_list(args, out);
            out.push(')');
        }
        Kind::List(items) => {
            out.push('[');
            write_list(items, out);
            out.push(']');
        }
        Kind::Not(a) => {
            out.push('!');
            write_operand(a, out);
        }
        Kind::Neg(a) => {
            // In brackets: the sign of a bare number would become part of it.
            out.push_str("-(");
            write(a, out);
            out.push(')');
        }
        Kind::Binary(op, a, b) => {
            write_operand(a, out);
            out.push(' ');
            out.push_str(op.sign());
            out.push(' ');
            write_operand(b, out);
        }
        Kind::Cond(c, a, b) => {
            write_operand(c, out);
            out.push_str(" ? ");
            write_operand(a, out);
            out.push_str(" : ");
            write_operand(b, out);
        }
    }
}

/// A text as the language writes it, in quotes.
pub fn quote(text: &str) -> String {
    let mut out = String::new();
    write_text(text, &mut out);
    out
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.push(char::from_digit(u32::from(c) >> shift & 15, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn precedence_and_associativity_follow_cel() {
        for (text, printed) in [
            ("a + b * c - d", "(a + (b * c)) - d"),
            ("a || b && c", "a || (b && c)"),
            ("!a.b && -c < 2", "(!a.b) && ((-(c)) < 2)"),
            ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
            ("a in [1, 2,] == true", "(a in [1, 2]) == true"),
            ("x.all(m, m.y != '') // note", "x.all(m, m.y != \"\")"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("a - -1", "a - (-1)"),
            ("-a.b", "-(a.b)"),
            ("x[0].y", "x[0].y"),
            ("007 + 0x1F + 1.5e3", "(7 + 31) + 1500.0"),
            (r#""\u1ea5\"\\""#, r#""ấ\"\\""#),
        ] {
            assert_eq!(parse(text).map(|a| print(&a)).as_deref(), Ok(printed), "{text}");
        }
    }

    #[test]
    fn refuses_with_a_place() {
        let deep = "(".repeat(200);
        let chain = "1+".repeat(200) + "1";
        let long = " ".repeat(MAX_LENGTH + 1);
        for (text, code, at) in [
            ("", Code::Syntax, 0),
            ("a +", Code::Syntax, 3),
            ("a b", Code::Syntax, 2),
            ("f(a,)", Code::Syntax, 4),
            ("a.in", Code::Syntax, 2),
            ("a = b", Code::Character, 2),
            ("a ≠ b", Code::Character, 2),
            ("'é", Code::Unterminated, 0),
            ("'a\\x'", Code::Escape, 2),
            ("'\\ud800'", Code::Escape, 1),
            ("9223372036854775808", Code::Number, 0),
            ("12ab", Code::Number, 0),
            ("1e999", Code::Number, 0),
            ("0.1234567890123456", Code::Number, 0),
            ("0x", Code::Number, 0),
            ("for + 1", Code::Reserved, 0),
            (deep.as_str(), Code::TooDeep, MAX_HEIGHT as usize),
            (chain.as_str(), Code::TooDeep, 127),
            (long.as_str(), Code::TooLong, 0),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!((error.code, error.at), (code, at), "{text}");
        }
    }

    fn any_source() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("a".to_owned()),
            Just("true".to_owned()),
            any::<i64>().prop_map(|n| n.to_string()),
            (0u32..10_000).prop_map(|n| format!("{}.{}", n / 16, n % 16)),
            "[a-zé ]{0,4}".prop_map(|t| format!("'{t}'")),
        ];
        leaf.prop_recursive(5, 60, 3, |inner| {
            prop_oneof![
                (inner.clone(), prop::sample::select(OPERATORS.as_slice()), inner.clone())
                    .prop_map(|(a, (op, ..), b)| format!("{a} {op} {b}")),
                inner.clone().prop_map(|a| format!("({a})")),
                inner.clone().prop_map(|a| format!("-{a}")),
                inner.clone().prop_map(|a| format!("!{a}")),
                inner.clone().prop_map(|a| format!("{a}.b")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}[{b}]")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("f({a}, {b})")),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}.g(x, {b})")),
                (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("{a} ? {b} : {c}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn decimals_are_read_exactly(n in 0u64..1_000_000_000_000_000, places in 0usize..16, e in -7i32..8) {
            let digits = format!("{n:016}");
            let text = format!("{}.{}0e{e}", &digits[..16 - places], &digits[16 - places..]);
            prop_assert_eq!(decimal(&text), (text.parse().expect("a number"), true), "{}", text);
        }

        #[test]
        fn a_printed_expression_reads_back(text in any_source()) {
            if let Ok(ast) = parse(&text) {
                let printed = print(&ast);
                prop_assert_eq!(parse(&printed), Ok(ast), "{}", printed);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9.()\\[\\]+\\-*/%<>=!&|?:,'\"\\\\ é\n]{0,50}") {
            if let Err(e) = parse(&text) {
                prop_assert!(e.at <= text.len());
            }
        }
    }
}
