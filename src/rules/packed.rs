//! Checked expressions in a published definition, see [`crate::definition::packed`]. What is read back is only ever run, so
//! the author's text, which messages and the linter quote, is not there.

use super::{
    Checked, Expr,
    ast::Op,
    eval::{Macro, Member, Node, Val},
    functions::{FUNCTIONS, Function},
    pattern::{Pattern, State},
    types::Type,
};
use crate::definition::packed::{Pack, Reader, Writer, pack_enum};
use std::rc::Rc;

impl Pack for Expr {
    fn pack(&self, w: &mut Writer) {
        self.0.node.pack(w);
        self.0.fields.pack(w);
        self.0.today.pack(w);
        self.0.casting.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(Expr(Rc::new(Checked {
            source: "".into(),
            node: Node::unpack(r)?,
            ty: Type::Dyn,
            fields: Vec::unpack(r)?,
            today: bool::unpack(r)?,
            casting: bool::unpack(r)?,
        })))
    }
}

pack_enum! {
    Op { Or, And, Eq, Ne, Lt, Le, Gt, Ge, In, Add, Sub, Mul, Div, Rem }
    Member { Detail, Commune, CommuneName, Province, ProvinceName, Old, Line, Kind, Number, IssuedBy, IssuedOn }
    Macro { All, Exists, ExistsOne, Filter, Map }
}

impl Pack for Node {
    fn pack(&self, w: &mut Writer) {
        let mut tag = |n: u8| n.pack(w);
        match self {
            Node::Const(v) => {
                tag(0);
                v.pack(w);
            }
            Node::Field(ix) => {
                tag(1);
                ix.pack(w);
            }
            Node::Rows(ix) => {
                tag(2);
                ix.pack(w);
            }
            Node::Local(slot) => {
                tag(3);
                slot.pack(w);
            }
            Node::Cell(of, ix) => {
                tag(4);
                of.pack(w);
                ix.pack(w);
            }
            Node::Member(of, member) => {
                tag(5);
                of.pack(w);
                member.pack(w);
            }
            Node::Index(list, at) => {
                tag(6);
                list.pack(w);
                at.pack(w);
            }
            Node::Has(of) => {
                tag(7);
                of.pack(w);
            }
            Node::Label(of, ix) => {
                tag(8);
                of.pack(w);
                ix.pack(w);
            }
            Node::Matches(of, pattern) => {
                tag(9);
                of.pack(w);
                pattern.pack(w);
            }
            Node::SamePerson(a, b) => {
                tag(10);
                a.pack(w);
                b.pack(w);
            }
            Node::Call(function, args) => {
                tag(11);
                function.pack(w);
                args.pack(w);
            }
            Node::List(items) => {
                tag(12);
                items.pack(w);
            }
            Node::Not(of) => {
                tag(13);
                of.pack(w);
            }
            Node::Neg(of) => {
                tag(14);
                of.pack(w);
            }
            Node::Binary(op, a, b) => {
                tag(15);
                op.pack(w);
                a.pack(w);
                b.pack(w);
            }
            Node::Cond(condition, yes, no) => {
                tag(16);
                condition.pack(w);
                yes.pack(w);
                no.pack(w);
            }
            Node::Each(which, list, body, slot) => {
                tag(17);
                which.pack(w);
                list.pack(w);
                body.pack(w);
                slot.pack(w);
            }
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => Node::Const(Val::unpack(r)?),
            1 => Node::Field(Pack::unpack(r)?),
            2 => Node::Rows(Pack::unpack(r)?),
            3 => Node::Local(u16::unpack(r)?),
            4 => Node::Cell(Box::unpack(r)?, Pack::unpack(r)?),
            5 => Node::Member(Box::unpack(r)?, Member::unpack(r)?),
            6 => Node::Index(Box::unpack(r)?, Box::unpack(r)?),
            7 => Node::Has(Box::unpack(r)?),
            8 => Node::Label(Box::unpack(r)?, Pack::unpack(r)?),
            9 => Node::Matches(Box::unpack(r)?, Box::unpack(r)?),
            10 => Node::SamePerson(Rc::unpack(r)?, Rc::unpack(r)?),
            11 => {
                let function = <&Function>::unpack(r)?;
                let args: Box<[Node]> = Pack::unpack(r)?;
                // A function looks at as many arguments as it has parameters.
                if args.len() != function.params.len() {
                    return None;
                }
                Node::Call(function, args)
            }
            12 => Node::List(Pack::unpack(r)?),
            13 => Node::Not(Box::unpack(r)?),
            14 => Node::Neg(Box::unpack(r)?),
            15 => Node::Binary(Op::unpack(r)?, Box::unpack(r)?, Box::unpack(r)?),
            16 => Node::Cond(Box::unpack(r)?, Box::unpack(r)?, Box::unpack(r)?),
            17 => Node::Each(Macro::unpack(r)?, Box::unpack(r)?, Box::unpack(r)?, u16::unpack(r)?),
            _ => return None,
        })
    }
}

impl Pack for Box<[Node]> {
    fn pack(&self, w: &mut Writer) {
        (self.len() as u32).pack(w);
        self.iter().for_each(|node| node.pack(w));
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        r.nested(Vec::unpack).map(Vec::into)
    }
}

/// By its place in the list of functions, which is that of the version that wrote it.
impl Pack for &'static Function {
    fn pack(&self, w: &mut Writer) {
        let at = FUNCTIONS.iter().position(|f| f.name == self.name).unwrap_or(FUNCTIONS.len());
        (at as u8).pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        FUNCTIONS.get(usize::from(u8::unpack(r)?))
    }
}

/// What an expression can have as a constant; anything else is missing.
impl Pack for Val {
    fn pack(&self, w: &mut Writer) {
        match self {
            Val::Bool(b) => (1u8, *b).pack(w),
            Val::Int(n) => (2u8, *n).pack(w),
            Val::Double(f) => (3u8, f.to_bits()).pack(w),
            Val::Str(t) => (4u8, t.clone()).pack(w),
            Val::Date(d) => (5u8, *d).pack(w),
            _ => 0u8.pack(w),
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => Val::Missing,
            1 => Val::Bool(bool::unpack(r)?),
            2 => Val::Int(i64::unpack(r)?),
            3 => Val::Double(f64::from_bits(u64::unpack(r)?)),
            4 => Val::Str(Rc::unpack(r)?),
            5 => Val::Date(Pack::unpack(r)?),
            _ => return None,
        })
    }
}

impl Pack for Pattern {
    fn pack(&self, w: &mut Writer) {
        self.0.pack(w);
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Vec::unpack(r).map(Pattern)
    }
}

impl Pack for State {
    fn pack(&self, w: &mut Writer) {
        match self {
            State::Class(negated, ranges) => {
                (0u8, *negated).pack(w);
                let ranges: Vec<(u32, u32)> = ranges.iter().map(|(a, b)| (u32::from(*a), u32::from(*b))).collect();
                ranges.pack(w);
            }
            State::Start => 1u8.pack(w),
            State::End => 2u8.pack(w),
            State::Fork(to) => (3u8, *to as u32).pack(w),
            State::Jump(to) => (4u8, *to as u32).pack(w),
        }
    }

    fn unpack(r: &mut Reader<'_>) -> Option<Self> {
        Some(match u8::unpack(r)? {
            0 => {
                let negated = bool::unpack(r)?;
                let ranges = Vec::<(u32, u32)>::unpack(r)?.into_iter();
                let ranges = ranges.map(|(a, b)| char::from_u32(a).zip(char::from_u32(b)));
                State::Class(negated, ranges.collect::<Option<_>>()?)
            }
            1 => State::Start,
            2 => State::End,
            3 => State::Fork(u32::unpack(r)? as usize),
            4 => State::Jump(u32::unpack(r)? as usize),
            _ => return None,
        })
    }
}
