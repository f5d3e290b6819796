//! Views that another process fills: answered from as far as the log explains them.

use rights_gateway::reflected::{Reflected, Standing};
use rights_views::{Error, Place};

mod world;

use world::World;

/// What is known of the views once `settled` says that it is what was waited for.
async fn standing(reflected: &Reflected, settled: impl Fn(&Standing) -> bool) -> Standing {
    loop {
        let standing = reflected.standing();
        if settled(&standing) {
            return standing;
        }
        tokio::task::yield_now().await;
    }
}

fn is_explained(standing: &Standing) -> bool {
    matches!(standing, Standing::Explained(_))
}

fn is_unexplained(standing: &Standing) -> bool {
    matches!(standing, Standing::Unexplained(_))
}

/// No snapshot is given, and none was: whoever waits for rows is not told of any.
fn is_closed(reflected: &Reflected) {
    let refused = reflected.checked().snapshot().map(drop);
    assert!(matches!(refused, Err(Error::Damaged { place: Place::Position, .. })), "{refused:?}");
    assert_eq!(*reflected.sizes().borrow(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_answered_from_as_far_as_the_log_explains_them() {
    let mut world = World::founded();
    let reflected = world.looks_at(&world.views);
    let mut sizes = reflected.sizes();
    sizes.wait_for(|size| *size == 1).await.expect("somebody looks");
    world.record_many(9_000);
    // Longer than the last look knows: it is looked again before the rows are shown.
    let snapshot = reflected.checked().snapshot().expect("the log holds all of them");
    assert_eq!(snapshot.position().expect("there are rows").head.size, 9_001);
    sizes.wait_for(|size| *size == 9_001).await.expect("somebody looks");
}

#[tokio::test(flavor = "multi_thread")]
async fn views_that_reflect_more_than_the_log_holds_are_not_answered_from() {
    let (mut ahead, behind) = (World::founded(), World::founded());
    ahead.record_many(2);
    let reflected = behind.looks_at(&ahead.views);
    let found = standing(&reflected, is_unexplained).await;
    let said = "ROLLBACK_DETECTED: the views reflect 3 records, but the log holds only 1";
    assert_eq!(found, Standing::Unexplained(said.into()));
    is_closed(&reflected);
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_another_log_are_not_answered_from() {
    let (mut one, mut other) = (World::founded(), World::founded());
    // The same records in other frames are the same log; other records are not.
    one.record_many(2);
    other.record("RegisterResult", []);
    other.record("RegisterResult", []);
    standing(&other.looks_at(&one.views), is_explained).await;
    other.record_otherwise();
    one.record_many(1);
    let reflected = other.looks_at(&one.views);
    let found = standing(&reflected, is_unexplained).await;
    let Standing::Unexplained(why) = found else { panic!("{found:?}") };
    assert!(why.starts_with("VIEWS_DAMAGED: the views reflect 4 records with root "), "{why}");
    is_closed(&reflected);
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_views_are_waited_for() {
    let (world, empty) = (World::founded(), tempfile::tempdir().expect("there is room"));
    let views = rights_views::embedded::Embedded::open(empty.path()).expect("it takes views");
    let views: std::sync::Arc<dyn rights_views::Views> = std::sync::Arc::new(views);
    let reflected = world.looks_at(&views);
    let nobody = Standing::Waiting("nobody has looked yet".into());
    let found = standing(&reflected, |standing| *standing != nobody).await;
    assert!(matches!(found, Standing::Waiting(_)), "{found:?}");
    assert_eq!(*reflected.sizes().borrow(), 0);
}
