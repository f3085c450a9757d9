//! One Yew component for every part of the interface.
//!
//! Yew's component machinery is generic: each component type costs 19 KB of wasm (measured, `opt-level = "z"`). So there is
//! one type, [`Part`], around a [`Widget`] that says what it is.

use super::{
    app::{self, App},
    components::{
        field::{self, FieldBox},
        records,
    },
    context::Ui,
    store::{News, Subscription, Topic},
};
use crate::{
    definition::{Definition, FieldIx, Path},
    dossier::Action,
};
use std::rc::Rc;
use yew::{
    Component, Context, Html, Properties,
    html::Scope,
    virtual_dom::{Key, VComp, VNode},
};

/// To send messages to a part.
pub type Link = Scope<Part>;

/// What a part is.
#[derive(Clone)]
pub enum What {
    /// The whole.
    App,
    /// One box of the form.
    Field(Path, FieldIx),
    /// The papers.
    Records,
    /// Something that draws itself again whenever anything changes.
    Watch(Rc<dyn Fn(&Ui) -> Html>),
}

impl PartialEq for What {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (What::App, What::App) | (What::Records, What::Records) => true,
            (What::Field(a, _), What::Field(b, _)) => a == b,
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
    /// To the papers.
    Records(records::Msg),
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

struct Watch;

impl Widget for Watch {
    fn update(&mut self, _: &Cx<'_>, _: Msg) -> bool {
        true
    }

    fn view(&self, _: &Cx<'_>) -> Html {
        Html::default() // drawn by `Part`, which has the closure
    }
}

/// See the module.
pub struct Part {
    widget: Box<dyn Widget>,
    /// As it was when the widget was made.
    definition: Rc<Definition>,
    _subscriptions: Vec<Subscription>,
}

impl Component for Part {
    type Message = Msg;
    type Properties = PartProps;

    fn create(ctx: &Context<Self>) -> Self {
        let PartProps { ui, what } = ctx.props();
        let (widget, topics): (Box<dyn Widget>, Vec<Topic>) = match what {
            What::App => (Box::new(App::new()), vec![Topic::Structure, Topic::Any, Topic::Notice]),
            What::Field(path, ix) => (Box::new(FieldBox::new(ui, path, *ix)), vec![Topic::Path(path.clone())]),
            What::Records => {
                // Drawn only by the late code itself
                let records = ui.store.pages().map_or_else(|| Box::new(Watch) as Box<dyn Widget>, |p| p.records());
                (records, vec![Topic::Structure])
            }
            What::Watch(_) => (Box::new(Watch), vec![Topic::Any]),
        };
        let listen = |topic: Topic| ui.store.subscribe(topic, ctx.link().callback(Msg::News));
        let definition = ui.store.dossier().definition().clone();
        Part { widget, definition, _subscriptions: topics.into_iter().map(listen).collect() }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &PartProps) -> bool {
        let both_watch = matches!((&ctx.props().what, &old.what), (What::Watch(_), What::Watch(_)));
        // A box keeps the definition that it was made for; the one with the texts of another language may have come since.
        let translated = matches!(ctx.props().what, What::Field(..))
            && !Rc::ptr_eq(&self.definition, ctx.props().ui.store.dossier().definition());
        if translated || !both_watch && ctx.props().what != old.what {
            // Yew sees one type and reuses the component; what it was is over.
            *self = Self::create(ctx);
            return true;
        }
        // A box hears itself when it is to be drawn again; it need not because the page around it is.
        !matches!(ctx.props().what, What::Field(..)) || ctx.props().ui != old.ui
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        self.widget.update(&Cx { ui: &ctx.props().ui, link: ctx.link() }, msg)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &ctx.props().what {
            What::Watch(draw) => draw(&ctx.props().ui),
            _ => self.widget.view(&Cx { ui: &ctx.props().ui, link: ctx.link() }),
        }
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

/// A part of a page that draws itself again on any change, without the page around it.
pub fn watch(ui: &Ui, draw: impl Fn(&Ui) -> Html + 'static) -> Html {
    part(ui, What::Watch(Rc::new(draw)))
}
