//! The measurements in their order: limits, then the ledger beside them, then the ledger again.

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant as Clock},
};

use rights::{envelope::Opened, id::Origin, role::Role, time::Instant};
use rights_api::v1::{
    GetLedgerRequest, query_client::QueryClient, registry_client::RegistryClient,
};
use rights_client::keys;
use rights_config::settings::Settings as Serving;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::{
    Bench, Ground, Scratch,
    audit::{Extent, audit},
    cost::costs,
    figure::{Figure, Target, Unit},
    limits::{self, Keys},
    load::{self, Pace, Ready, Seen},
    machine, per_second, start, views,
    world::{STEPS, World},
};
use crate::{
    channel, configuration::data_dir_of, failure::Failure, found::found, founding::Parts,
    node::Node, service_keys, settings::Settings, time, trouble,
};

/// What is asked of a ledger where it is kept.
struct Targets {
    /// Of pure verification, at least so much is acknowledged.
    acknowledged: f64,
    /// Milliseconds that one command in a hundred may wait for below saturation.
    p99_millis: f64,
}

/// A broker and a database take their share of the same cores.
fn targets(ground: &Ground) -> Targets {
    if ground.is_embedded() {
        Targets { acknowledged: 0.40, p99_millis: 50.0 }
    } else {
        Targets { acknowledged: 0.33, p99_millis: 60.0 }
    }
}

/// The share of the saturating load at which waiting is measured.
const PACED: f64 = 0.70;
/// Milliseconds that a command alone may wait for on servers.
const ALONE_MILLIS: f64 = 5.0;
/// Commands submitted one at a time.
const ALONE: u64 = 300;
/// Commands whose signatures are checked to know the machine's limit.
const VERIFIED: usize = 60_000;
/// The ledger began so long ago.
const AGO_MICROS: u64 = 24 * 3_600 * 1_000_000;
/// Verifying everything, beside verifying its signatures.
const AUDITED: f64 = 1.25;
/// Seconds until a ledger serves: with the commands asked for, and with none.
const SERVING: (f64, f64) = (1.0, 0.1);
/// MiB that a served ledger without commands occupies, and that the command itself has.
const MEBIBYTES: (f64, f64) = (50.0, 40.0);
const MEBIBYTE: f64 = 1_048_576.0;
/// Sizes of the ledger at which a command's cost is compared.
const SIZES: [u64; 2] = [10_000, 1_000_000];
const COST_GROWTH: f64 = 1.3;

/// A ledger that is served on a free port of this machine.
struct Served {
    address: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), Failure>>,
}

impl Served {
    async fn by(node: Node) -> Result<Served, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let (stop, told) = oneshot::channel();
        let told = async move {
            // Whoever drops the other end wants it to stop, too.
            told.await.ok();
        };
        Ok(Served { address, stop, serving: tokio::spawn(node.serve(listener, told)) })
    }

    async fn end(self) -> Result<(), Failure> {
        self.stop.send(()).ok();
        self.serving.await.map_err(trouble::panicked)?
    }
}

impl Bench {
    /// Every figure, in the order of the measurements.
    pub(super) async fn measured(
        &self,
        scratch: &Scratch,
        ground: &Ground,
        settings: &Settings,
    ) -> Result<Vec<Figure>, Failure> {
        let now = time::now();
        let origin = rights_client::founding::draw_origin("rights.example/bench")
            .map_err(|why| crate::failure::invalid("name", why))?;
        let world = World::of(origin.clone(), Instant::from_micros(now.micros() - AGO_MICROS));
        settings.say("bench-signing", &[("count", &self.commands().to_string())]);
        let filling = self.signed(&world, 0, self.commands(), now);
        let opened = limits::opened(sample(&filling));
        let keys = limits::keys(&world);
        let mut figures = Vec::new();
        let full = ground.serving(&scratch.path("full"));
        limit(&mut figures, scratch, &opened, &keys)?;
        let empty = scratch.path("empty");
        if ground.is_embedded() {
            prepare(&world, &origin, &ground.serving(&empty)).await?.close().await?;
        }
        let node = prepare(&world, &origin, &full).await?;
        settings.say("bench-filling", &[("count", &self.commands().to_string())]);
        let served = Served::by(node).await?;
        let (rate, size) =
            self.filled(&mut figures, &served, filling, (&opened, &keys, ground)).await?;
        served.end().await?;
        settings.say("bench-again", &[]);
        let pure = as_f64(size) / limits::verification(&opened, &keys, machine::cores());
        audited(&mut figures, full.clone(), pure).await?;
        if !ground.views_are_embedded() {
            settings.say("bench-views", &[]);
            let serving = full.clone();
            let views = tokio::task::spawn_blocking(move || views::figures(&serving)).await;
            figures.extend(views.map_err(trouble::panicked)??);
        }
        if ground.is_embedded() {
            started(&mut figures, [scratch.path("full"), empty], size).await?;
        }
        settings.say("bench-waiting", &[]);
        let served = Served::by(Node::configured(full).await?).await?;
        self.unhurried(&mut figures, &served, &world, (rate, scratch, ground)).await?;
        served.end().await?;
        if self.long {
            settings.say("bench-long", &[("count", &SIZES[1].to_string())]);
            cost(&mut figures, &world, now);
        }
        Ok(figures)
    }

    /// The dealings from `first` on, one list for each stream: those about one result stay together.
    fn signed(&self, world: &World, first: u64, count: u64, now: Instant) -> Vec<Vec<Ready>> {
        let streams = self.streams.max(1) as u64;
        let mine = |stream: u64| {
            let numbers = (first..first + count).filter(move |at| at / STEPS % streams == stream);
            let ready = |number| load::ready(number, world.sign(world.dealing(number, now)), 0);
            let numbers: Vec<u64> = numbers.collect();
            let mut signed = Vec::with_capacity(numbers.len());
            thread::scope(|scope| {
                let share = numbers.len().div_ceil(machine::cores()).max(1);
                let sign = |part: &[u64]| part.iter().copied().map(ready).collect::<Vec<_>>();
                let parts: Vec<_> =
                    numbers.chunks(share).map(|part| scope.spawn(move || sign(part))).collect();
                for part in parts {
                    signed.extend(part.join().expect("signing never panics"));
                }
            });
            // A tag is the place in its stream.
            for (tag, request) in (0..).zip(&mut signed) {
                request.tag = tag;
            }
            signed
        };
        (0..streams).map(mine).collect()
    }

    /// The whole ledger submitted as fast as it is acknowledged; how many a second, and how many
    /// records there are then.
    async fn filled(
        &self,
        figures: &mut Vec<Figure>,
        served: &Served,
        filling: Vec<Vec<Ready>>,
        (opened, keys, ground): (&[Opened], &Keys, &Ground),
    ) -> Result<(f64, u64), Failure> {
        let before = limits::verification(opened, keys, machine::cores());
        let begun = Clock::now();
        let seen = load::submit_all(&served.address, filling, Pace::Window(self.in_flight)).await?;
        let reflected = reflected(&served.address, seen.waited.len() as u64).await?;
        let caught_up = begun.elapsed();
        let after = limits::verification(opened, keys, machine::cores());
        let rate = seen.per_second();
        let limit = f64::midpoint(before, after);
        figures.extend([
            Figure::stated("acknowledged", Unit::PerSecond, rate)
                .beside(limit, Target::RatioAtLeast(targets(ground).acknowledged)),
            Figure::stated("saturated-p50", Unit::Millis, millis(median(&seen.waited))),
            Figure::stated("saturated-p99", Unit::Millis, millis(percentile(&seen.waited, 99))),
            Figure::stated("projected", Unit::PerSecond, per_second(reflected, caught_up)),
            Figure::stated(
                "catching-up",
                Unit::Seconds,
                caught_up.saturating_sub(seen.took).as_secs_f64(),
            ),
        ]);
        Ok((rate, reflected as u64))
    }

    /// Below saturation: at a pace, then one at a time.
    async fn unhurried(
        &self,
        figures: &mut Vec<Figure>,
        served: &Served,
        world: &World,
        (rate, scratch, ground): (f64, &Scratch, &Ground),
    ) -> Result<(), Failure> {
        let pace = rate * PACED;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are")]
        let count = (pace.ceil() as u64).max(1) * self.paced.max(1);
        let paced = self.signed(world, self.commands(), count, time::now());
        let seen = load::submit_all(&served.address, paced, Pace::PerSecond(pace)).await?;
        reflected(&served.address, self.commands() + count).await?;
        let alone = self.signed(world, self.commands() + count, ALONE, time::now());
        let alone = alone.into_iter().flatten().collect();
        // Now, since others may use the disk more or less than before.
        let written = millis(median(&limits::durable_writes(&scratch.path(""))?));
        let one = load::one_at_a_time(&served.address, alone).await?;
        figures.extend(waiting(&seen, pace, targets(ground).p99_millis));
        let alone = if ground.is_embedded() { 3.0 * written + 1.0 } else { ALONE_MILLIS };
        figures.extend([
            Figure::stated("alone-p50", Unit::Millis, millis(median(&one.waited)))
                .beside(written, Target::AtMost(alone)),
            Figure::stated("alone-p99", Unit::Millis, millis(percentile(&one.waited, 99))),
        ]);
        Ok(())
    }
}

/// What the machine allows.
fn limit(
    figures: &mut Vec<Figure>,
    scratch: &Scratch,
    opened: &[Opened],
    keys: &Keys,
) -> Result<(), Failure> {
    let one = limits::verification(&opened[..opened.len() / machine::cores()], keys, 1);
    let all = limits::verification(opened, keys, machine::cores());
    let writes = limits::durable_writes(&scratch.path(""))?;
    let total: Duration = writes.iter().sum();
    figures.extend([
        Figure::stated("verification-one", Unit::PerSecond, one),
        Figure::stated("verification-all", Unit::PerSecond, all),
        Figure::stated("hashing", Unit::PerSecond, limits::hashing()),
        Figure::stated("writes", Unit::PerSecond, per_second(writes.len(), total)),
        Figure::stated("write", Unit::Millis, millis(median(&writes))),
    ]);
    Ok(())
}

/// The same ledger once more, verified; checking its signatures alone takes `pure` seconds.
async fn audited(figures: &mut Vec<Figure>, full: Serving, pure: f64) -> Result<(), Failure> {
    let work =
        move || Ok::<_, Failure>((audit(&full, Extent::Log)?, audit(&full, Extent::LogAndViews)?));
    let work = tokio::task::spawn_blocking(work).await;
    let (log, all) = work.map_err(trouble::panicked)??;
    figures.extend([
        Figure::stated("audit", Unit::Seconds, log.as_secs_f64())
            .beside(pure, Target::RatioAtMost(AUDITED)),
        Figure::stated("audit-views", Unit::Seconds, all.as_secs_f64() - log.as_secs_f64()),
    ]);
    Ok(())
}

/// The same ledger, of `size` records, and one without commands, started.
async fn started(
    figures: &mut Vec<Figure>,
    [full, bare]: [PathBuf; 2],
    size: u64,
) -> Result<(), Failure> {
    let work = move || Ok::<_, Failure>((start::start(&full)?, start::start(&bare)?));
    let work = tokio::task::spawn_blocking(work).await;
    let (full, bare) = work.map_err(trouble::panicked)??;
    figures.extend([
        Figure::stated("start", Unit::Seconds, full.took.as_secs_f64()).at_most(SERVING.0),
        Figure::stated("start-empty", Unit::Seconds, bare.took.as_secs_f64()).at_most(SERVING.1),
    ]);
    figures.extend(memory(&full, &bare, as_f64(size)));
    let binary = mebibytes(start::binary()?);
    figures.push(Figure::stated("binary", Unit::Mebibytes, binary).at_most(MEBIBYTES.1));
    Ok(())
}

/// The envelopes whose signatures are checked to know the limit.
fn sample(filling: &[Vec<Ready>]) -> impl Iterator<Item = &[u8]> {
    filling.iter().flatten().map(|ready| &ready.envelope[..]).take(VERIFIED)
}

/// Founds the ledger and brings it to where dealings begin.
async fn prepare(world: &World, origin: &Origin, serving: &Serving) -> Result<Node, Failure> {
    let data_dir = data_dir_of(serving)?;
    for role in service_keys::ROLES {
        keys::save(&service_keys::path(data_dir, role), &world.key(role).1, None)?;
    }
    let heads = World::founders().into_iter().map(|role: Role| world.key(role).1.clone());
    let parts = Parts { command: world.founding(), heads: heads.collect(), openings: Vec::new() };
    found(serving, origin.clone(), parts, world.began()).await?;
    let node = Node::configured(serving.clone()).await?;
    let mut registry = RegistryClient::new(node.channel());
    for ask in world.preparation() {
        let Ready { envelope, openings, at_us, .. } =
            load::ready(0, world.sign(ask), world.began().micros());
        registry.submit(rights_api::v1::SubmitRequest { envelope, openings, at_us }).await?;
    }
    Ok(node)
}

/// Waits until the gateway at `address` answers with at least `size` records; how many it has then.
async fn reflected(address: &str, size: u64) -> Result<usize, Failure> {
    let mut query = QueryClient::new(channel::connect(address).await?);
    loop {
        let ledger = query.get_ledger(GetLedgerRequest {}).await?.into_inner();
        let reflected = ledger.head.map_or(0, |head| head.size);
        if reflected >= size {
            return Ok(usize::try_from(reflected).unwrap_or(usize::MAX));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn waiting(seen: &Seen, pace: f64, p99_max: f64) -> [Figure; 3] {
    let p99 = millis(percentile(&seen.waited, 99));
    [
        Figure::stated("paced", Unit::PerSecond, seen.per_second()).beside(pace, Target::None),
        Figure::stated("paced-p50", Unit::Millis, millis(median(&seen.waited))),
        Figure::stated("paced-p99", Unit::Millis, p99).at_most(p99_max),
    ]
}

fn memory(full: &start::Started, bare: &start::Started, commands: f64) -> Vec<Figure> {
    let (Some(full), Some(bare)) = (full.resident, bare.resident) else { return Vec::new() };
    let (full, bare) = (mebibytes(full), mebibytes(bare));
    let results = commands / as_f64(STEPS);
    vec![
        Figure::stated("resident-empty", Unit::Mebibytes, bare).at_most(MEBIBYTES.0),
        Figure::stated("resident", Unit::Mebibytes, full),
        Figure::stated("per-results", Unit::Mebibytes, (full - bare) / results * 100_000.0),
    ]
}

fn cost(figures: &mut Vec<Figure>, world: &World, now: Instant) {
    let costs = costs(world, now, &SIZES);
    if let [small, large] = costs.as_slice() {
        let target = Target::RatioAtMost(COST_GROWTH);
        figures.extend([
            Figure::stated("cost", Unit::Micros, large.recorded).beside(small.recorded, target),
            Figure::stated("cost-rows", Unit::Micros, large.with_rows)
                .beside(small.with_rows, target),
        ]);
    }
}

/// Ascending times, of which so many in a hundred are not longer.
pub(super) fn percentile(ascending: &[Duration], percent: usize) -> Duration {
    let place = (ascending.len() * percent / 100).min(ascending.len().saturating_sub(1));
    ascending.get(place).copied().unwrap_or_default()
}

fn median(ascending: &[Duration]) -> Duration {
    percentile(ascending, 50)
}

pub(super) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn mebibytes(bytes: u64) -> f64 {
    as_f64(bytes) / MEBIBYTE
}

#[expect(clippy::cast_precision_loss, reason = "what is counted here stays far below 2^52")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_figure_is_named_in_both_languages() {
        let sources = [include_str!("measured.rs"), include_str!("views.rs")].concat();
        let calls = sources.split("stated(\"").skip(1);
        let names: Vec<&str> = calls.filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.contains(&"acknowledged"));
        for (name, lang) in names.iter().flat_map(|name| Lang::ALL.map(|lang| (name, lang))) {
            assert!(lang.find(&format!("bench-{name}"), &[]).is_some(), "{name} {lang:?}");
        }
    }

    #[test]
    fn of_a_hundred_times_the_last_is_longer_than_99() {
        let times: Vec<Duration> = (0..100).map(Duration::from_millis).collect();
        assert_eq!((median(&times), percentile(&times, 99)), (times[50], times[99]));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
