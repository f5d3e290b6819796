//! What docker-compose.yml says of a service: as much as it takes to start it without an engine.

use std::{collections::BTreeMap, fs};

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::{Map, Value};

use crate::root;

/// The services, each with what it extends already taken over.
pub(crate) struct File {
    services: Map<String, Value>,
    secrets: Map<String, Value>,
}

/// One service. What is not said is empty.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) name: String,
    said: Value,
}

/// What a service waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Condition {
    Healthy,
    Completed,
}

impl File {
    pub(crate) fn read() -> File {
        let text = fs::read_to_string(root().join("docker-compose.yml")).unwrap();
        let documents = Yaml::load_from_str(&text).unwrap();
        let file = plain(&documents[0]);
        let table = |name: &str| file[name].as_object().unwrap().clone();
        File { services: table("services"), secrets: table("secrets") }
    }

    pub(crate) fn service(&self, name: &str) -> Service {
        Service { name: name.to_owned(), said: self.services[name].clone() }
    }

    /// All services, each behind those that it waits for.
    pub(crate) fn in_order(&self) -> Vec<Service> {
        let mut ordered: Vec<Service> = Vec::new();
        while ordered.len() < self.services.len() {
            let stands = |name: &String| ordered.iter().any(|service| service.name == *name);
            let next =
                self.services.keys().filter(|name| !stands(name)).find(|name| {
                    self.service(name).waits_for().iter().all(|(first, _)| stands(first))
                });
            let next = self.service(next.expect("no services wait for each other"));
            ordered.push(next);
        }
        ordered
    }

    /// The files of the secrets, by name, from the root of the repository.
    pub(crate) fn secrets(&self) -> BTreeMap<&str, String> {
        let file = |secret: &'_ Value| secret["file"].as_str().unwrap().to_owned();
        self.secrets.iter().map(|(name, secret)| (name.as_str(), file(secret))).collect()
    }
}

impl Service {
    /// Whether it runs the image that is built from the Dockerfile here.
    pub(crate) fn is_ours(&self) -> bool {
        self.said.get("build").is_some()
    }

    pub(crate) fn waits_for(&self) -> Vec<(String, Condition)> {
        let Some(all) = self.said.get("depends_on").and_then(Value::as_object) else {
            return Vec::new();
        };
        let condition = |said: &Value| match said["condition"].as_str().unwrap() {
            "service_healthy" => Condition::Healthy,
            "service_completed_successfully" => Condition::Completed,
            other => panic!("{other}: this test does not know it"),
        };
        all.iter().map(|(name, said)| (name.clone(), condition(said))).collect()
    }

    pub(crate) fn command(&self) -> Vec<String> {
        // What `$` means to compose is written twice in its files.
        texts(&self.said["command"]).into_iter().map(|word| word.replace("$$", "$")).collect()
    }

    pub(crate) fn environment(&self) -> BTreeMap<String, String> {
        let Some(all) = self.said.get("environment").and_then(Value::as_object) else {
            return BTreeMap::new();
        };
        all.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }

    /// Files of the repository and where they are seen, and volumes likewise: the first begin with
    /// a dot.
    pub(crate) fn volumes(&self) -> Vec<(String, String)> {
        let pair = |volume: String| {
            let (from, to) = volume.split_once(':').unwrap();
            (from.to_owned(), to.trim_end_matches(":ro").to_owned())
        };
        texts(&self.said["volumes"]).into_iter().map(pair).collect()
    }

    /// The URL that answers once the service is healthy.
    pub(crate) fn health(&self) -> String {
        texts(&self.said["healthcheck"]["test"]).pop().unwrap()
    }

    /// The port at which it is reached from outside, and its own.
    pub(crate) fn ports(&self) -> Vec<String> {
        texts(&self.said["ports"])
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The document with every `<<` taken over: what is said beside it holds instead.
fn plain(yaml: &Yaml<'_>) -> Value {
    if let Some(text) = yaml.as_str() {
        return text.into();
    }
    if let Some(number) = yaml.as_integer() {
        return number.into();
    }
    if let Some(list) = yaml.as_vec() {
        return list.iter().map(plain).collect();
    }
    let Some(mapping) = yaml.as_mapping() else { return Value::Null };
    let (mut merged, mut own) = (Map::new(), Map::new());
    for (name, value) in mapping {
        match (name.as_str().unwrap(), plain(value)) {
            ("<<", Value::Object(other)) => merged.extend(other),
            (name, value) => drop(own.insert(name.to_owned(), value)),
        }
    }
    merged.extend(own);
    merged.into()
}
