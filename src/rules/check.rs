//! From syntax tree to a checked expression: names resolved against a definition, types fitted.

use super::{
    ast::{Ast, Kind, Op},
    error::{ExprError, ExprErrorCode as Code},
    eval::{Macro, Member, Node, Val},
    functions::{self, Eval, Style},
    pattern,
    types::*,
};
use crate::definition::{Field, FieldIx, FieldType, Role, nearest};
use std::rc::Rc;

/// What an expression may name.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The fields of the definition.
    pub fields: &'a [Field],
    /// Their indices, sorted by id.
    pub by_id: &'a [FieldIx],
    /// The roles, for `samePerson`.
    pub roles: &'a [Role],
    /// The group whose row is `row`: in rules with `each`, and in the expressions of a column.
    pub row: Option<FieldIx>,
}

impl Scope<'_> {
    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<FieldIx> {
        let at = self.by_id.binary_search_by(|ix| self.fields[ix.0 as usize].id.as_ref().cmp(id)).ok()?;
        self.by_id.get(at).copied()
    }

    fn get(&self, ix: FieldIx) -> Option<&Field> {
        self.fields.get(ix.0 as usize)
    }
}

/// What the checker has found out besides the tree.
#[derive(Default)]
pub(super) struct Found {
    pub fields: Vec<FieldIx>,
    pub today: bool,
    pub casting: bool,
}

pub(super) struct Checker<'a> {
    pub scope: &'a Scope<'a>,
    pub found: Found,
    /// Variables in sight: name and type; their place is their slot.
    locals: Vec<(Rc<str>, Type)>,
}

type Checked = Result<(Node, Type), ExprError>;

/// The bits a type has to offer where `wanted` is asked for.
fn fits(found: &Type, wanted: u16) -> bool {
    found.bits() & wanted != 0
}

impl<'a> Checker<'a> {
    pub fn new(scope: &'a Scope<'a>) -> Self {
        let mut locals = Vec::new();
        if let Some(group) = scope.row {
            locals.push((Rc::from("row"), Type::Row(group)));
        }
        Checker { scope, found: Found::default(), locals }
    }

    pub fn check(&mut self, ast: &Ast) -> Checked {
        match &ast.kind {
            Kind::Null => Ok((Node::Const(Val::Missing), Type::One(NULL))),
            Kind::Bool(b) => Ok((Node::Const(Val::Bool(*b)), Type::One(BOOL))),
            Kind::Int(n) => Ok((Node::Const(Val::Int(*n)), Type::One(INT))),
            Kind::Double(f) => Ok((Node::Const(Val::Double(*f)), Type::One(DOUBLE))),
            Kind::Str(s) => Ok((Node::Const(Val::Str(s.clone())), Type::One(STR))),
            Kind::Name(_) | Kind::Select(..) => self.path(ast),
            Kind::Index(list, index) => {
                let (list, of) = self.typed(list, LIST)?;
                let (index, _) = self.typed(index, INT)?;
                let element = element_of(&of);
                Ok((Node::Index(list.into(), index.into()), element))
            }
            Kind::Call(target, name, args) => self.call(ast.at, target.as_deref(), name, args),
            Kind::List(items) => {
                let mut nodes = Vec::with_capacity(items.len());
                let mut of: Option<Type> = None;
                for item in items {
                    let (node, ty) = self.check(item)?;
                    nodes.push(node);
                    of = Some(match of {
                        None => ty,
                        Some(before) => before.join(ty),
                    });
                }
                let of = of.filter(|t| *t != Type::Dyn).map(Rc::new);
                Ok((Node::List(nodes.into()), Type::List(of)))
            }
            Kind::Not(a) => Ok((Node::Not(self.typed(a, BOOL)?.0.into()), Type::One(BOOL))),
            Kind::Neg(a) => {
                let (node, ty) = self.typed(a, INT | DOUBLE)?;
                Ok((Node::Neg(node.into()), ty))
            }
            Kind::Binary(op, a, b) => self.binary(ast.at, *op, a, b),
            Kind::Cond(c, a, b) => {
                let (c, _) = self.typed(c, BOOL)?;
                let (a, ta) = self.check(a)?;
                let (b, tb) = self.check(b)?;
                Ok((Node::Cond(c.into(), a.into(), b.into()), ta.join(tb)))
            }
        }
    }

    /// An operand that must be of one of the types in `wanted`.
    pub fn typed(&mut self, ast: &Ast, wanted: u16) -> Checked {
        let (node, ty) = self.check(ast)?;
        if fits(&ty, wanted) {
            Ok((node, ty))
        } else if ty == Type::One(NULL) {
            Err(ExprError::new(Code::Null, ast.at))
        } else {
            Err(ExprError::new(Code::Type, ast.at).with("expected", &names_of(wanted)).with("found", ty.name()))
        }
    }

    fn binary(&mut self, at: u32, op: Op, a: &Ast, b: &Ast) -> Checked {
        let numbers = INT | DOUBLE;
        let (na, ta, nb, tb): (Node, Type, Node, Type);
        let result = match op {
            Op::And | Op::Or => {
                (na, _) = self.typed(a, BOOL)?;
                (nb, _) = self.typed(b, BOOL)?;
                Type::One(BOOL)
            }
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                let wanted =
                    if matches!(op, Op::Eq | Op::Ne) { ANY & !NULL & !ROW } else { BOOL | numbers | STR | DATE };
                (na, ta) = self.typed(a, wanted)?;
                (nb, tb) = self.typed(b, wanted)?;
                self.comparable(at, &ta, &tb)?;
                self.option_known(&na, b)?;
                self.option_known(&nb, a)?;
                Type::One(BOOL)
            }
            Op::In => {
                (na, ta) = self.typed(a, ANY & !NULL & !ROW & !LIST)?;
                (nb, tb) = self.typed(b, LIST)?;
                self.comparable(at, &ta, &element_of(&tb))?;
                if let Kind::List(items) = &b.kind {
                    for item in items {
                        self.option_known(&na, item)?;
                    }
                }
                Type::One(BOOL)
            }
            _ => {
                let wanted = match op {
                    Op::Add => numbers | STR | LIST,
                    Op::Rem => INT,
                    _ => numbers,
                };
                (na, ta) = self.typed(a, wanted)?;
                // As in CEL, whole numbers and decimals do not mix in arithmetic: `double(x)` says what is meant.
                let same = if ta == Type::Dyn { wanted } else { ta.bits() };
                (nb, tb) = self.typed(b, same)?;
                if ta == Type::Dyn { tb.clone() } else { ta.clone().join(tb.clone()) }
            }
        };
        Ok((Node::Binary(op, na.into(), nb.into()), result))
    }

    fn comparable(&self, at: u32, a: &Type, b: &Type) -> Result<(), ExprError> {
        let numbers = INT | DOUBLE;
        let fit = match (a, b) {
            (Type::Dyn, _) | (_, Type::Dyn) => true,
            (Type::List(Some(x)), Type::List(Some(y))) => return self.comparable(at, x, y),
            (a, b) => a.bits() == b.bits() || (a.bits() | b.bits()) & !numbers == 0,
        };
        if fit {
            Ok(())
        } else {
            Err(ExprError::new(Code::Incomparable, at).with("left", a.name()).with("right", b.name()))
        }
    }

    /// A text compared with a choice must be one of its options: a slip of the pen would never fire.
    fn option_known(&self, node: &Node, other: &Ast) -> Result<(), ExprError> {
        let (Node::Field(ix) | Node::Cell(_, ix), Kind::Str(text)) = (node, &other.kind) else { return Ok(()) };
        self.scope.get(*ix).map_or(Ok(()), |f| option_of(f, text, other.at))
    }

    /// Texts that the expression may give as they stand, for a choice: they must be among its options.
    pub fn options_known(&self, ast: &Ast, field: &Field) -> Result<(), ExprError> {
        match &ast.kind {
            Kind::Cond(_, a, b) => {
                self.options_known(a, field)?;
                self.options_known(b, field)
            }
            Kind::Call(None, name, args) if &**name == "only" => {
                args.get(1).map_or(Ok(()), |value| self.options_known(value, field))
            }
            Kind::Str(text) => option_of(field, text, ast.at),
            _ => Ok(()),
        }
    }

    /// A name, or a chain of selections: a variable or the longest field id, then members.
    fn path(&mut self, ast: &Ast) -> Checked {
        let mut segments: Vec<(&Rc<str>, u32)> = Vec::new();
        let mut inner = ast;
        let (mut node, mut ty, used) = loop {
            match &inner.kind {
                Kind::Select(of, name) => {
                    segments.push((name, inner.at));
                    inner = of;
                }
                Kind::Name(name) => {
                    segments.push((name, inner.at));
                    segments.reverse();
                    break self.start_of(&segments)?;
                }
                _ => {
                    segments.reverse();
                    let (node, ty) = self.check(inner)?;
                    break (node, ty, 0);
                }
            }
        };
        for (name, at) in &segments[used..] {
            (node, ty) = self.member(node, ty, name, *at)?;
        }
        Ok((node, ty))
    }

    /// What a dotted path begins with, and how many segments that takes.
    fn start_of(&mut self, segments: &[(&Rc<str>, u32)]) -> Result<(Node, Type, usize), ExprError> {
        let at = segments[0].1;
        if let Some(slot) = self.locals.iter().rposition(|(name, _)| name == segments[0].0) {
            return Ok((Node::Local(slot as u16), self.locals[slot].1.clone(), 1));
        }
        let mut id = String::new();
        let mut longest = None;
        for (i, (name, _)) in segments.iter().enumerate() {
            if i > 0 {
                id.push('.');
            }
            id.push_str(name);
            if let Some(ix) = self.scope.field(&id) {
                longest = Some((ix, i + 1));
            }
        }
        let Some((ix, used)) = longest else {
            let mut error = ExprError::new(Code::UnknownName, at).with("name", &id);
            let known = self.scope.fields.iter().map(|f| &*f.id);
            if let Some(near) = nearest(&id, known) {
                error = error.with("suggestion", near);
            }
            return Err(error);
        };
        let field = &self.scope.fields[ix.0 as usize];
        if field.group.is_some() {
            return Err(ExprError::new(Code::ColumnOutsideRow, at).with("name", &field.id));
        }
        let Some(ty) = Type::of_field(self.scope.fields, ix) else {
            return Err(ExprError::new(Code::NoValue, at).with("name", &field.id));
        };
        self.depends_on(ix);
        let node = if field.kind == FieldType::Group { Node::Rows(ix) } else { Node::Field(ix) };
        Ok((node, ty, used))
    }

    fn depends_on(&mut self, ix: FieldIx) {
        if !self.found.fields.contains(&ix) {
            self.found.fields.push(ix);
        }
    }

    fn member(&mut self, of: Node, ty: Type, name: &Rc<str>, at: u32) -> Checked {
        let unknown =
            |ty: &Type| Err(ExprError::new(Code::UnknownMember, at).with("name", name).with("type", ty.name()));
        match &ty {
            Type::Row(group) => {
                let column = self.scope.get(*group).and_then(|g| {
                    let id = format!("{}.{name}", g.id);
                    self.scope.field(&id).filter(|ix| self.scope.fields[ix.0 as usize].group == Some(*group))
                });
                let Some(column) = column else { return unknown(&ty) };
                let Some(of_column) = Type::of_field(self.scope.fields, column) else {
                    return Err(ExprError::new(Code::NoValue, at).with("name", name));
                };
                self.depends_on(column);
                Ok((Node::Cell(of.into(), column), of_column))
            }
            Type::One(ADDRESS) => {
                let member = match &**name {
                    "detail" => Member::Detail,
                    "commune" => Member::Commune,
                    "communeName" => Member::CommuneName,
                    "province" => Member::Province,
                    "provinceName" => Member::ProvinceName,
                    "old" => Member::Old,
                    "line" => Member::Line,
                    _ => return unknown(&ty),
                };
                Ok((Node::Member(of.into(), member), Type::One(STR)))
            }
            Type::One(DOCUMENT) => {
                let (member, ty) = match &**name {
                    "kind" => (Member::Kind, STR),
                    "number" => (Member::Number, STR),
                    "issuedBy" => (Member::IssuedBy, STR),
                    "issuedOn" => (Member::IssuedOn, DATE),
                    _ => return unknown(&ty),
                };
                Ok((Node::Member(of.into(), member), Type::One(ty)))
            }
            _ => unknown(&ty),
        }
    }

    fn call(&mut self, at: u32, target: Option<&Ast>, name: &Rc<str>, args: &[Ast]) -> Checked {
        let function = functions::function_named(name).filter(|f| match f.style {
            Style::Global => target.is_none(),
            Style::Method => target.is_some(),
            Style::Both => true,
        });
        let Some(function) = function else {
            let mut error = ExprError::new(Code::UnknownFunction, at).with("name", name);
            // The nearest name; the same name when it is only called the wrong way round.
            if let Some(near) = nearest(name, functions::FUNCTIONS.iter().map(|f| f.name)) {
                error = error.with("suggestion", near);
            }
            return Err(error);
        };
        let all: Vec<&Ast> = target.into_iter().chain(args).collect();
        if all.len() != function.params.len() {
            let (expected, found) = (function.params.len().to_string(), all.len().to_string());
            let error = ExprError::new(Code::Arguments, at).with("name", name);
            return Err(error.with("expected", &expected).with("found", &found));
        }
        if let Eval::Plain(_) = function.eval {
            self.found.today |= function.name == "today";
            let nodes = all
                .iter()
                .zip(function.params)
                .map(|(arg, wanted)| Ok(self.typed(arg, *wanted)?.0))
                .collect::<Result<Vec<_>, ExprError>>()?;
            return Ok((Node::Call(function, nodes.into()), Type::One(function.returns)));
        }
        let literal = |arg: &Ast| match &arg.kind {
            Kind::Str(s) => Ok(s.clone()),
            _ => Err(ExprError::new(Code::LiteralNeeded, arg.at).with("name", name)),
        };
        match (function.name, all.as_slice()) {
            ("has", [of]) => {
                if !matches!(of.kind, Kind::Name(_) | Kind::Select(..)) {
                    return Err(ExprError::new(Code::Type, of.at)
                        .with("expected", "field")
                        .with("found", "expression"));
                }
                let (node, _) = self.check(of)?;
                Ok((Node::Has(node.into()), Type::One(BOOL)))
            }
            ("label", [of]) => {
                let (node, _) = self.typed(of, STR)?;
                match &node {
                    Node::Field(ix) | Node::Cell(_, ix)
                        if self.scope.get(*ix).is_some_and(|f| f.of_communes() || !f.options.is_empty()) =>
                    {
                        let ix = *ix;
                        Ok((Node::Label(node.into(), ix), Type::One(STR)))
                    }
                    Node::Field(ix) | Node::Cell(_, ix) => {
                        let id = self.scope.get(*ix).map_or("", |f| &f.id);
                        Err(ExprError::new(Code::NoOptions, of.at).with("name", id))
                    }
                    _ => Err(ExprError::new(Code::Type, of.at).with("expected", "field").with("found", "expression")),
                }
            }
            ("matches", [of, regex]) => {
                let (node, _) = self.typed(of, STR)?;
                match pattern::compile(&literal(regex)?) {
                    Some(compiled) => Ok((Node::Matches(node.into(), compiled.into()), Type::One(BOOL))),
                    None => Err(ExprError::new(Code::Pattern, regex.at)),
                }
            }
            ("only", [condition, value]) => {
                let (condition, _) = self.typed(condition, BOOL)?;
                let (value, ty) = self.check(value)?;
                Ok((Node::Cond(condition.into(), value.into(), Node::Const(Val::Missing).into()), ty))
            }
            ("samePerson", [a, b]) => {
                let (ra, rb) = (literal(a)?, literal(b)?);
                for (role, arg) in [(&ra, a), (&rb, b)] {
                    if !self.scope.roles.iter().any(|r| r.id == *role) {
                        return Err(ExprError::new(Code::UnknownRole, arg.at).with("name", role));
                    }
                }
                self.found.casting = true;
                Ok((Node::SamePerson(ra, rb), Type::One(BOOL)))
            }
            (_, [list, variable, body]) => {
                let which = match function.name {
                    "all" => Macro::All,
                    "exists" => Macro::Exists,
                    "exists_one" => Macro::ExistsOne,
                    "filter" => Macro::Filter,
                    _ => Macro::Map,
                };
                let (list, of) = self.typed(list, LIST)?;
                let Kind::Name(variable_name) = &variable.kind else {
                    return Err(ExprError::new(Code::Type, variable.at)
                        .with("expected", "name")
                        .with("found", "expression"));
                };
                let slot = self.locals.len() as u16;
                self.locals.push((variable_name.clone(), element_of(&of)));
                let body = if which == Macro::Map { self.check(body) } else { self.typed(body, BOOL) };
                self.locals.pop();
                let (body, body_type) = body?;
                let ty = match which {
                    Macro::Map => Type::List(Some(body_type).filter(|t| *t != Type::Dyn).map(Rc::new)),
                    Macro::Filter => of,
                    _ => Type::One(BOOL),
                };
                Ok((Node::Each(which, list.into(), body.into(), slot), ty))
            }
            // Every special function is above; the arms are by number of arguments, which has been seen to.
            _ => Err(ExprError::new(Code::UnknownFunction, at).with("name", name)),
        }
    }
}

fn element_of(list: &Type) -> Type {
    match list {
        Type::List(Some(of)) => (**of).clone(),
        _ => Type::Dyn,
    }
}

fn option_of(field: &Field, text: &Rc<str>, at: u32) -> Result<(), ExprError> {
    let choice = matches!(field.kind, FieldType::Choice | FieldType::Sex) && !field.options.is_empty();
    if !choice || field.options.iter().any(|o| o.value == *text) {
        return Ok(());
    }
    let error = ExprError::new(Code::UnknownOption, at).with("name", &field.id).with("value", text);
    Err(match nearest(text, field.options.iter().map(|o| &*o.value)) {
        Some(near) => error.with("suggestion", near),
        None => error,
    })
}
