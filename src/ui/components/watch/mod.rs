//! A part of a page that draws itself again when something changes, without the page around it.

use crate::ui::{
    context::Ui,
    store::{Subscription, Topic},
};
use std::rc::Rc;
use yew::{Component, Context, Html, Properties, html};

/// What to draw, and when.
#[derive(Clone, Properties)]
pub struct WatchProps {
    /// Store and language.
    pub ui: Ui,
    /// Draws it.
    pub draw: Rc<dyn Fn(&Ui) -> Html>,
}

impl PartialEq for WatchProps {
    fn eq(&self, _: &Self) -> bool {
        false // a closure is new each time; these parts are small
    }
}

/// See the module.
pub struct Watch {
    _subscription: Subscription,
}

impl Component for Watch {
    type Message = ();
    type Properties = WatchProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        Watch { _subscription: props.ui.store.subscribe(Topic::Any, ctx.link().callback(|_| ())) }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        (ctx.props().draw)(&ctx.props().ui)
    }
}

/// A part of a page that draws itself again on any change.
pub fn watch(ui: &Ui, draw: impl Fn(&Ui) -> Html + 'static) -> Html {
    let draw: Rc<dyn Fn(&Ui) -> Html> = Rc::new(draw);
    html! { <Watch ui={ui.clone()} {draw} /> }
}
