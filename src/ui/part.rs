//! One Yew component for every part of the interface.
//!
//! Yew's component machinery is generic: each component type costs 19 KB of wasm (measured, `opt-level = "z"`). So there is
//! one type, [`Part`], around a [`Widget`] that says what it is.

use super::{
    app::{self, App},
    components::{
        field::{self, FieldBox},
        files,
    },
    context::Ui,
    dom::leaf,
    store::{News, Subscription, Topic},
};
use crate::{
    definition::{Definition, FieldIx, Path},
    dossier::Action,
};
use std::{any::Any, cell::RefCell, rc::Rc};
use yew::{
    Callback, Component, Context, Html, Properties,
    html::Scope,
    virtual_dom::{Key, VComp, VNode},
};

/// To send messages to a part.
pub type Link = Scope<Part>;

/// What a part is.
#[derive(Clone)]
pub enum What {
    /// The whole; whether the form itself is shown first.
    App(bool),
    /// One box of the form.
    Field(Path, FieldIx),
    /// The files in a box.
    Files(Path, FieldIx),
    /// Something small that draws itself again whenever what it looks at changes.
    Watch(Watch),
    /// Something with a state of its own that only late code knows: its name, and what makes it.
    Own(&'static str, Maker),
}

/// Makes a part that only late code knows.
pub type Maker = Rc<dyn Fn(&Cx<'_>) -> Box<dyn Widget>>;

/// What a part looks at, in numbers.
type Sees = dyn Fn(&Ui) -> Option<Vec<u32>>;

/// See [`watch`].
#[derive(Clone)]
pub struct Watch {
    sees: Rc<Sees>,
    draw: Rc<dyn Fn(&Ui) -> Html>,
}

impl PartialEq for What {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (What::App(_), What::App(_)) => true,
            (What::Field(a, _), What::Field(b, _)) | (What::Files(a, _), What::Files(b, _)) => a == b,
            (What::Own(a, _), What::Own(b, _)) => a == b,
            _ => false, // a closure is new each time; what it draws is small
        }
    }
}

/// What a part gets from the one around it.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// Store and language.
    pub ui: Ui,
    /// What it is.
    pub what: What,
}

/// What can happen to a part.
#[derive(Clone)]
pub enum Msg {
    /// Draw again, or hear something.
    News(News),
    /// Send an action.
    Send(Action),
    /// To the application.
    App(app::Msg),
    /// To a box.
    Field(field::Msg),
    /// To the files in a box.
    Files(files::Msg),
    /// To what comes late, of which only it knows what it is.
    Late(Rc<dyn Any>),
}

/// A message of late code to itself.
pub fn late<T: 'static>(msg: T) -> Msg {
    Msg::Late(Rc::new(msg))
}

/// What a widget may use.
pub struct Cx<'a> {
    /// Store and language.
    pub ui: &'a Ui,
    /// To send messages to itself.
    pub link: &'a Link,
}

/// A part's own state and behaviour.
pub trait Widget {
    /// Something happened. Whether to draw again.
    fn update(&mut self, cx: &Cx<'_>, msg: Msg) -> bool;
    /// Draws it.
    fn view(&self, cx: &Cx<'_>) -> Html;
    /// It has been drawn.
    fn rendered(&mut self, _cx: &Cx<'_>) {}
}

/// A box, which hears of its answer directly as well.
struct Shared(Rc<RefCell<FieldBox>>);

impl Widget for Shared {
    fn update(&mut self, cx: &Cx<'_>, msg: Msg) -> bool {
        self.0.borrow_mut().update(cx, msg)
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        self.0.borrow().view(cx)
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        self.0.borrow_mut().rendered(cx);
    }
}

/// What a [`Watch`] saw when it was drawn.
struct Watching(Watch, Option<Vec<u32>>);

impl Widget for Watching {
    fn update(&mut self, cx: &Cx<'_>, _: Msg) -> bool {
        let now = (self.0.sees)(cx.ui);
        now.is_none() || now != self.1
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        (self.0.draw)(cx.ui)
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        self.1 = (self.0.sees)(cx.ui);
    }
}

fn watching(watch: &Watch) -> Box<dyn Widget> {
    Box::new(Watching(watch.clone(), None))
}

/// In the place of what only the late code can draw.
fn waits() -> Box<dyn Widget> {
    let draw = |ui: &Ui| leaf("p", "quiet", ui.t("ui.late.wait")).done();
    watching(&Watch { sees: Rc::new(|_| None), draw: Rc::new(draw) })
}

/// See the module.
pub struct Part {
    widget: Box<dyn Widget>,
    /// As it was when the widget was made.
    definition: Rc<Definition>,
    /// Whether it becomes what it is only when the late code has come.
    waits: bool,
    _subscriptions: Vec<Subscription>,
}

impl Component for Part {
    type Message = Msg;
    type Properties = PartProps;

    fn create(ctx: &Context<Self>) -> Self {
        let PartProps { ui, what } = ctx.props();
        let pages = ui.store.pages();
        let definition = ui.store.dossier().definition().clone();
        let (widget, topics): (Box<dyn Widget>, Vec<Topic>) = match what {
            What::App(form) => (Box::new(App::new(*form)), vec![Topic::Structure, Topic::Any, Topic::Notice]),
            What::Field(path, ix) => {
                let shared = Rc::new(RefCell::new(FieldBox::new(ui, path, *ix)));
                let (link, heard) = (ctx.link().clone(), Rc::downgrade(&shared));
                // What a box can show by itself does not wait for Yew's turn
                let told = Callback::from(move |news| {
                    let heard = heard.upgrade();
                    let done = heard.is_some_and(|field| field.try_borrow_mut().is_ok_and(|mut field| field.heard()));
                    if !done {
                        link.send_message(Msg::News(news));
                    }
                });
                let subscription = ui.store.subscribe(Topic::Path(path.clone()), told);
                return Part {
                    widget: Box::new(Shared(shared)),
                    definition,
                    waits: false,
                    _subscriptions: vec![subscription],
                };
            }
            What::Files(path, ix) => {
                let files = pages.as_ref().map_or_else(waits, |p| p.files(path, *ix));
                (files, vec![Topic::Structure, Topic::Path(path.clone())])
            }
            What::Watch(watch) => (watching(watch), vec![Topic::Any]),
            What::Own(_, make) => (make(&Cx { ui, link: ctx.link() }), vec![Topic::Structure]),
        };
        let listen = |topic: Topic| ui.store.subscribe(topic, ctx.link().callback(Msg::News));
        let waits = pages.is_none() && matches!(what, What::Files(..));
        Part { widget, definition, waits, _subscriptions: topics.into_iter().map(listen).collect() }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &PartProps) -> bool {
        if let (What::Watch(watch), What::Watch(_)) = (&ctx.props().what, &old.what) {
            self.widget = watching(watch);
            return true;
        }
        // A box keeps the definition that it was made for; the one with the texts of another language may have come since.
        let translated = matches!(ctx.props().what, What::Field(..))
            && !Rc::ptr_eq(&self.definition, ctx.props().ui.store.dossier().definition());
        if translated || ctx.props().what != old.what {
            // Yew sees one type and reuses the component; what it was is over.
            *self = Self::create(ctx);
            return true;
        }
        // A box hears itself when it is to be drawn again; it need not because the page around it is.
        !matches!(ctx.props().what, What::Field(..)) || ctx.props().ui != old.ui
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if self.waits && ctx.props().ui.store.pages().is_some() {
            *self = Self::create(ctx);
            return true;
        }
        self.widget.update(&Cx { ui: &ctx.props().ui, link: ctx.link() }, msg)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.widget.view(&Cx { ui: &ctx.props().ui, link: ctx.link() })
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        self.widget.rendered(&Cx { ui: &ctx.props().ui, link: ctx.link() });
    }
}

/// Puts a part into a page.
#[inline(never)]
pub fn part(ui: &Ui, what: What) -> Html {
    let key = match &what {
        What::Field(path, _) => Some(Key::from(path.as_str())),
        _ => None,
    };
    VNode::VComp(Rc::new(VComp::new::<Part>(Rc::new(PartProps { ui: ui.clone(), what }), key)))
}

/// A part of a page that draws itself again, without the page around it, when `sees` gives something else than before; with
/// `None` whenever anything changes. A form of a thousand boxes has a hundred such parts, and a key concerns two.
pub fn watch(ui: &Ui, sees: impl Fn(&Ui) -> Option<Vec<u32>> + 'static, draw: impl Fn(&Ui) -> Html + 'static) -> Html {
    part(ui, What::Watch(Watch { sees: Rc::new(sees), draw: Rc::new(draw) }))
}
