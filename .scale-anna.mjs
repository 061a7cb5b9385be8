var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e2) {
    throw err = [e2], e2;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/docker/is-helper.ts
function isHelper(container) {
  return container.labels[HELPER_LABEL] !== void 0 && HELPER_NAME.test(container.name);
}
var HELPER_LABEL, HELPER_PREFIX, HELPER_NAME;
var init_is_helper = __esm({
  "src/docker/is-helper.ts"() {
    "use strict";
    HELPER_LABEL = "kopi-docka.helper";
    HELPER_PREFIX = "kopi-docka-keeper-";
    HELPER_NAME = new RegExp(`^${HELPER_PREFIX}[0-9a-f]{16}$`);
  }
});

// src/host/mounts.ts
import { readFileSync as readFileSync4 } from "node:fs";
function readMounts() {
  return parseMounts2(readFileSync4("/proc/self/mountinfo", "utf8"));
}
function parseMounts2(text2) {
  return text2.split("\n").filter((line) => line !== "").map((line) => {
    const [left = "", right = ""] = line.split(" - ", 2);
    const fields = left.split(" ");
    const [type = "", device = ""] = right.split(" ");
    return {
      id: Number(fields[0]),
      root: unescapeOctal(fields[3] ?? ""),
      at: unescapeOctal(fields[4] ?? ""),
      type,
      device: unescapeOctal(device),
      readOnly: (fields[5] ?? "").split(",").includes("ro")
    };
  });
}
function isWithin(path, folder) {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
function unescapeOctal(text2) {
  return text2.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}
var init_mounts = __esm({
  "src/host/mounts.ts"() {
    "use strict";
  }
});

// src/units/match-pattern.ts
function matchPattern(pattern, name) {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      retry = index;
    } else if (pattern[at] === "?" || pattern[at] === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
function specificity(pattern) {
  const literal = pattern.replace(/[*?]/g, "").length;
  return literal === pattern.length ? Number.MAX_SAFE_INTEGER : literal;
}
function bestMatch(entries, names) {
  const fitting = entries.filter(([pattern]) => names.some((name) => matchPattern(pattern, name)));
  return fitting.sort(([one], [other]) => specificity(other) - specificity(one))[0]?.[1];
}
var init_match_pattern = __esm({
  "src/units/match-pattern.ts"() {
    "use strict";
  }
});

// src/units/choose-rules.ts
function chooseRule(book2, kind, base, name) {
  return bestMatch(
    book2.units.map((rule) => [rule.pattern, rule]),
    [name, `${kind}:${base}`]
  );
}
function chooseUnitRules(book2, rule, labels) {
  const strategy = agreed(labels.map((of) => of.strategy));
  const format = agreed(labels.map((of) => of.format));
  return {
    rules: {
      enabled: rule?.enable ?? (labels.length === 0 || labels.some((of) => of.enable !== false)),
      strategy: rule?.strategy ?? strategy.value ?? book2.backup.strategy,
      format: rule?.format ?? format.value ?? book2.backup.format,
      stopTimeout: rule?.stopTimeoutSeconds ?? book2.backup.stopTimeoutSeconds,
      exclude: unique([...book2.backup.exclude, ...rule?.exclude ?? [], ...labels.flatMap((of) => of.exclude)])
    },
    contradictions: [
      ...strategy.contradictory && rule?.strategy === void 0 ? ["kopi-docka.strategy"] : [],
      ...format.contradictory && rule?.format === void 0 ? ["kopi-docka.format"] : []
    ]
  };
}
function agreed(values) {
  const said = unique(values.filter((value) => value !== null));
  return { value: said.length === 1 ? said[0] ?? null : null, contradictory: said.length > 1 };
}
function unique(values) {
  return [...new Set(values)];
}
function badLabelWarning(on, label) {
  return {
    code: "W_LABEL",
    message: `the label ${label} on ${on} is not understood and counts as not set`,
    hint: "See the labels in docs/configuration.md."
  };
}
function contradictionWarning(unit, label) {
  return {
    code: "W_LABEL",
    message: `containers of ${unit} contradict each other in the label ${label}; it counts as not set`,
    hint: "Set it on one container, or give the unit a rule in the config."
  };
}
var init_choose_rules = __esm({
  "src/units/choose-rules.ts"() {
    "use strict";
    init_match_pattern();
  }
});

// src/units/classify-bind.ts
function classifyBind(facts, context) {
  const reason = waiver(facts.real, context);
  if (reason !== null) return { persistent: false, reason, waived: true };
  if (!context.engineIsLocal) return gap("lies on the host of the engine, which is not this one");
  if (isWithin(context.dockerRoot, facts.real))
    return gap("holds all files of Docker; bind the folders that are needed");
  return classifyType(facts.type);
}
function classifyType(type) {
  switch (type) {
    case "directory":
    case "file":
      return { persistent: true, type };
    case "socket":
      return { persistent: false, reason: "a socket", waived: true };
    case "other":
      return { persistent: false, reason: "a device or a named pipe", waived: true };
    case "missing":
      return gap("does not exist on this host");
    case "forbidden":
      return gap("this user may not read it");
    case "silent":
      return gap("its file system does not answer");
  }
}
function gap(reason) {
  return { persistent: false, reason, waived: false };
}
function waiver(path, context) {
  const inside = (folders) => folders.some((folder) => isWithin(path, folder));
  if (path === "/") return "the whole file system of the host";
  if (inside(PSEUDO)) return "not kept over a restart of the host";
  if (isWithin(path, context.dockerRoot)) return "a part of Docker itself";
  if (inside(context.ownFolders)) return "belongs to kopi-docka";
  if (SYSTEM_PATHS.includes(path) || inside(SYSTEM_TREES) && !inside(OWN_TREES)) return "a part of the host system";
  return null;
}
var PSEUDO, SYSTEM_TREES, OWN_TREES, SYSTEM_PATHS;
var init_classify_bind = __esm({
  "src/units/classify-bind.ts"() {
    "use strict";
    init_mounts();
    PSEUDO = ["/proc", "/sys", "/dev", "/run", "/var/run"];
    SYSTEM_TREES = ["/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/boot", "/etc/ssl/certs"];
    OWN_TREES = ["/usr/local", "/usr/src"];
    SYSTEM_PATHS = [
      "/var",
      "/var/lib",
      "/var/log",
      "/tmp",
      "/etc/group",
      "/etc/hostname",
      "/etc/hosts",
      "/etc/localtime",
      "/etc/machine-id",
      "/etc/nsswitch.conf",
      "/etc/os-release",
      "/etc/passwd",
      "/etc/resolv.conf",
      "/etc/shadow",
      "/etc/timezone"
    ];
  }
});

// src/units/unit-draft.ts
function isSwitchedOff(draft, containerId) {
  return draft.rule?.enable !== true && draft.labels.get(containerId)?.enable === false;
}
var init_unit_draft = __esm({
  "src/units/unit-draft.ts"() {
    "use strict";
  }
});

// src/units/group-binds.ts
function groupBinds(draft) {
  const found = [];
  const uncovered = [];
  for (const [source, mounts] of mountsBySource(draft)) {
    const facts = draft.host.facts.get(source) ?? { real: source, type: "missing", names: [source] };
    const data = classifyBind(facts, draft.host.binds);
    const off = data.persistent ? reasonOff(draft, facts) : null;
    if (!data.persistent) uncovered.push({ kind: "bind", name: source, reason: data.reason, waived: data.waived });
    else if (off !== null) uncovered.push({ kind: "bind", name: source, reason: off, waived: true });
    else found.push(unitBind(draft, facts, mounts, data.type));
  }
  return { binds: found.map((bind) => ({ ...bind, within: outermost(bind, found) })), uncovered };
}
function mountsBySource({ group }) {
  const mounts = /* @__PURE__ */ new Map();
  for (const mount of group.containers.flatMap((container) => container.mounts)) {
    if (mount.type === "bind") mounts.set(mount.source, [...mounts.get(mount.source) ?? [], mount]);
  }
  return [...mounts].sort(([one], [other]) => one < other ? -1 : 1);
}
function unitBind(draft, { real, names }, mounts, type) {
  return {
    source: real,
    destination: mounts[0]?.destination ?? "",
    readOnly: mounts.every((mount) => mount.readOnly),
    type,
    within: null,
    sharedWith: draft.host.sharing.ofPath(real, draft.group.name),
    exclude: bindRule(draft, names)?.exclude ?? []
  };
}
function bindRule(draft, names) {
  return bestMatch(Object.entries(draft.rule?.binds ?? {}), names);
}
function reasonOff(draft, { real, names }) {
  if (!draft.rules.enabled) return "its unit is switched off";
  const enable = bindRule(draft, names)?.enable;
  if (enable === true) return null;
  if (enable === false) return "switched off by a rule";
  if (!draft.host.book.backup.binds) return "backup.binds is off in the config";
  const users = draft.group.containers.filter((container) => container.mounts.some((mount) => mount.source === real));
  return users.every((container) => isSwitchedOff(draft, container.id)) ? "only containers that are switched off use it" : null;
}
function outermost(bind, all) {
  const holders = all.filter((other) => other.source !== bind.source && isWithin(bind.source, other.source));
  return holders.sort((one, other) => one.source.length - other.source.length)[0]?.source ?? null;
}
var init_group_binds = __esm({
  "src/units/group-binds.ts"() {
    "use strict";
    init_mounts();
    init_classify_bind();
    init_match_pattern();
    init_unit_draft();
  }
});

// src/units/parse-project.ts
import { isAbsolute, resolve } from "node:path/posix";
function projectName(labels) {
  const name = labels[`${COMPOSE}project`] ?? "";
  return PROJECT_NAME.test(name) ? name : null;
}
function volumeKey(labels) {
  return labels[`${COMPOSE}volume`] ?? null;
}
function serviceName(labels) {
  return labels[`${COMPOSE}service`] ?? null;
}
function isOneOff(labels) {
  return labels[`${COMPOSE}oneoff`]?.toLowerCase() === "true";
}
function parseDependsOn(labels) {
  return (labels[`${COMPOSE}depends_on`] ?? "").split(",").flatMap((entry) => {
    const [service = "", condition = "service_started"] = entry.split(":");
    return service === "" ? [] : [{ service, condition }];
  });
}
function parseProject(name, containers) {
  const workingDir = paths(containers, "project.working_dir", null)[0] ?? null;
  return {
    name,
    workingDir,
    configFiles: paths(containers, "project.config_files", workingDir),
    environmentFiles: paths(containers, "project.environment_file", workingDir)
  };
}
function paths(containers, key, workingDir) {
  const found = containers.flatMap((container) => {
    const value = container.labels[COMPOSE + key] ?? "";
    return key === "project.working_dir" ? [value] : value.split(",");
  });
  const absolute = found.filter((path) => path !== "" && path !== "-").flatMap((path) => toAbsolute(path, workingDir));
  return [...new Set(absolute)];
}
function toAbsolute(path, workingDir) {
  if (path.includes("\0")) return [];
  if (isAbsolute(path)) return [resolve(path)];
  return workingDir === null ? [] : [resolve(workingDir, path)];
}
var COMPOSE, PROJECT_NAME;
var init_parse_project = __esm({
  "src/units/parse-project.ts"() {
    "use strict";
    COMPOSE = "com.docker.compose.";
    PROJECT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;
  }
});

// src/units/group-containers.ts
function groupContainers(inventory) {
  const containers = inventory.containers.filter((container) => !isHelper(container));
  const used = new Set(containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? [])));
  const projects = /* @__PURE__ */ new Map();
  const projectOf2 = (labels) => {
    const name = projectName(labels);
    if (name === null) return null;
    const project = projects.get(name) ?? { containers: [], volumes: [] };
    projects.set(name, project);
    return project;
  };
  const groups = [];
  for (const container of [...containers].sort(byName)) {
    const project = projectOf2(container.labels);
    if (project !== null) project.containers.push(container);
    else groups.push({ kind: "container", base: container.name, containers: [container], volumes: [] });
  }
  for (const volume of [...inventory.volumes].sort(byName)) {
    const project = projectOf2(volume.labels);
    if (project !== null) project.volumes.push(volume);
    else if (!used.has(volume.name))
      groups.push({ kind: "volume", base: volume.name, containers: [], volumes: [volume] });
  }
  for (const [base, members] of projects) groups.push({ kind: "compose", base, ...members });
  return nameGroups(groups).sort(byName);
}
function nameGroups(groups) {
  const count2 = /* @__PURE__ */ new Map();
  for (const { base } of groups) count2.set(base, (count2.get(base) ?? 0) + 1);
  return groups.map((group) => {
    const shared = group.kind !== "compose" && (count2.get(group.base) ?? 0) > 1;
    return { ...group, name: shared ? `${group.kind}:${group.base}` : group.base };
  });
}
function byName(one, other) {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
var init_group_containers = __esm({
  "src/units/group-containers.ts"() {
    "use strict";
    init_is_helper();
    init_parse_project();
  }
});

// src/units/choose-readable.ts
import { isAbsolute as isAbsolute2, normalize } from "node:path/posix";
function chooseReadable(volume, engineIsLocal) {
  if (!engineIsLocal || volume.driver !== "local") return "stream";
  if (!isAbsolute2(volume.mountpoint) || normalize(volume.mountpoint) !== volume.mountpoint) return "stream";
  return hasMountOptions(volume) ? "keeper" : "direct";
}
function hasMountOptions(volume) {
  return MOUNTING_OPTIONS.some((option) => (volume.options[option] ?? "") !== "");
}
var MOUNTING_OPTIONS;
var init_choose_readable = __esm({
  "src/units/choose-readable.ts"() {
    "use strict";
    MOUNTING_OPTIONS = ["type", "o", "device"];
  }
});

// src/units/choose-unstoppable.ts
import * as z13 from "zod";
function chooseUnstoppable(container, context) {
  if (container.id === context.selfId) return "ourselves";
  if (container.autoRemove) return "auto-remove";
  if (isOneOff(container.labels)) return "one-off";
  if (Object.keys(container.labels).some((label) => label.startsWith("com.docker.swarm."))) return "swarm-task";
  if (servesDocker(container, context.endpoint)) return "serves-docker";
  return holdsRepository(container, context) ? "holds-repository" : null;
}
function holdsRepository(container, { repositoryPath, volumes }) {
  if (repositoryPath === null) return false;
  return container.mounts.some((mount) => {
    const volume = volumes.get(mount.name ?? "");
    if (volume === void 0 || volume.mountpoint === "") return false;
    return (volume.driver !== "local" || hasMountOptions(volume)) && isWithin(repositoryPath, volume.mountpoint);
  });
}
function servesDocker(container, endpoint) {
  const address = /^tcp:\/\/(?<host>.+):(?<port>\d+)$/.exec(endpoint)?.groups;
  if (address === void 0) return false;
  if (container.name === address["host"] || serviceName(container.labels) === address["host"]) return true;
  const published = Published.safeParse(container.raw);
  const bindings = published.success ? Object.values(published.data.HostConfig.PortBindings ?? {}) : [];
  return bindings.some((ports) => ports?.some((port) => port.HostPort === address["port"]));
}
var Published;
var init_choose_unstoppable = __esm({
  "src/units/choose-unstoppable.ts"() {
    "use strict";
    init_mounts();
    init_choose_readable();
    init_parse_project();
    Published = z13.object({
      HostConfig: z13.object({
        PortBindings: z13.record(z13.string(), z13.array(z13.object({ HostPort: z13.string() })).nullish()).nullish()
      })
    });
  }
});

// src/units/group-members.ts
function groupMembers(draft, context) {
  return draft.group.containers.map((container) => {
    const labels = draft.labels.get(container.id);
    return {
      container,
      name: container.name,
      service: serviceName(container.labels),
      dependsOn: parseDependsOn(container.labels),
      unstoppable: chooseUnstoppable(container, context),
      enabled: !isSwitchedOff(draft, container.id),
      stopTimeout: draft.rule?.stopTimeoutSeconds ?? labels?.stopTimeout ?? draft.rules.stopTimeout,
      hooks: labels?.hooks ?? { before: null, after: null }
    };
  });
}
var init_group_members = __esm({
  "src/units/group-members.ts"() {
    "use strict";
    init_choose_unstoppable();
    init_parse_project();
    init_unit_draft();
  }
});

// src/units/parse-labels.ts
import * as z14 from "zod";
function parseLabels(labels) {
  const bad = [];
  const read = (key) => {
    const value = labels[PREFIX + key];
    if (value === void 0) return null;
    const parsed = KNOWN[key].safeParse(value);
    if (parsed.success) return parsed.data;
    bad.push(PREFIX + key);
    return null;
  };
  return {
    enable: read("enable"),
    strategy: read("strategy"),
    format: read("format"),
    stopTimeout: read("stop-timeout"),
    exclude: read("exclude") ?? [],
    hooks: { before: read("hook.before"), after: read("hook.after") },
    unknown: Object.keys(labels).filter(isUnknown).sort(),
    bad
  };
}
function isUnknown(label) {
  return label.startsWith(PREFIX) && label !== HELPER_LABEL && !Object.hasOwn(KNOWN, label.slice(PREFIX.length));
}
var PREFIX, SECONDS, Switch, Duration, Patterns, Command, KNOWN;
var init_parse_labels = __esm({
  "src/units/parse-labels.ts"() {
    "use strict";
    init_is_helper();
    PREFIX = "kopi-docka.";
    SECONDS = { s: 1, m: 60, h: 3600 };
    Switch = z14.string().trim().toLowerCase().pipe(z14.enum(["true", "yes", "on", "1", "false", "no", "off", "0"])).transform((value) => ["true", "yes", "on", "1"].includes(value));
    Duration = z14.string().trim().regex(/^\d{1,6}[smh]?$/).transform((value) => Number.parseInt(value, 10) * (SECONDS[value.at(-1)] ?? 1));
    Patterns = z14.string().regex(/^\P{Cc}*$/u).transform(
      (value) => value.split(",").map((pattern) => pattern.trim()).filter((pattern) => pattern !== "")
    );
    Command = z14.string().trim().min(1).regex(/^[^\0]*$/);
    KNOWN = {
      enable: Switch,
      strategy: z14.enum(["auto", "stop", "pause", "warm", "freeze", "none"]),
      format: z14.enum(["direct", "tar"]),
      "stop-timeout": Duration,
      exclude: Patterns,
      "hook.before": Command,
      "hook.after": Command
    };
  }
});

// src/units/group-volumes.ts
function groupVolumes(draft, known) {
  const volumes = [];
  const uncovered = [];
  for (const name of volumeNames(draft)) {
    const volume = known.get(name);
    if (volume === void 0) {
      uncovered.push({ kind: "volume", name, reason: "Docker does not say where it is", waived: false });
      continue;
    }
    const labels = parseLabels(volume.labels);
    const off = reasonOff2(draft, volume, labels);
    if (off !== null) uncovered.push({ kind: "volume", name, reason: off, waived: true });
    else volumes.push(unitVolume(draft, volume, labels));
  }
  return { volumes, uncovered };
}
function volumeNames({ group }) {
  const mounted = group.containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? []));
  return [.../* @__PURE__ */ new Set([...mounted, ...group.volumes.map((volume) => volume.name)])].sort();
}
function unitVolume(draft, volume, labels) {
  const rule = volumeRule(draft, volume);
  return {
    volume,
    readable: chooseReadable(volume, draft.host.binds.engineIsLocal),
    anonymous: ANONYMOUS.test(volume.name) && volumeKey(volume.labels) === null,
    sharedWith: draft.host.sharing.ofVolume(volume.name, draft.group.name),
    exclude: [.../* @__PURE__ */ new Set([...rule?.exclude ?? [], ...labels.exclude])],
    format: rule?.format ?? labels.format ?? draft.rules.format
  };
}
function volumeRule(draft, volume) {
  const names = [volume.name, volumeKey(volume.labels)].filter((name) => name !== null);
  return bestMatch(Object.entries(draft.rule?.volumes ?? {}), names);
}
function reasonOff2(draft, volume, labels) {
  if (!draft.rules.enabled) return "its unit is switched off";
  const enable = volumeRule(draft, volume)?.enable ?? labels.enable;
  if (enable === true) return null;
  if (enable === false) return "switched off by a rule or label";
  const users = draft.group.containers.filter(
    (container) => container.mounts.some((mount) => mount.name === volume.name)
  );
  const allOff = users.length > 0 && users.every((container) => isSwitchedOff(draft, container.id));
  return allOff ? "only containers that are switched off use it" : null;
}
function volumeLabels(draft, known) {
  return volumeNames(draft).flatMap((name) => known.get(name) ?? []).sort(byName).map((volume) => ({ on: volume.name, labels: parseLabels(volume.labels) }));
}
var ANONYMOUS;
var init_group_volumes = __esm({
  "src/units/group-volumes.ts"() {
    "use strict";
    init_choose_readable();
    init_group_containers();
    init_match_pattern();
    init_parse_labels();
    init_parse_project();
    init_unit_draft();
    ANONYMOUS = /^[0-9a-f]{64}$/;
  }
});

// src/units/list-networks.ts
function listNetworks2(group, networks) {
  const used = group.containers.flatMap((container) => container.networks);
  const owned = networks.filter((network) => group.kind === "compose" && projectOf(network) === group.base);
  const names = [...used, ...owned.map((network) => network.name)];
  return [...new Set(names)].filter((name) => !BUILT_IN.includes(name)).sort();
}
function projectOf(network) {
  const labels = network.raw["Labels"];
  return typeof labels === "object" && labels !== null ? projectName(labels) : null;
}
var BUILT_IN;
var init_list_networks = __esm({
  "src/units/list-networks.ts"() {
    "use strict";
    init_parse_project();
    BUILT_IN = ["bridge", "host", "none"];
  }
});

// src/units/list-other-mounts.ts
function listOtherMounts(containers) {
  return containers.flatMap(
    (container) => container.mounts.flatMap((mount) => {
      const name = `${container.name}:${mount.destination}`;
      if (mount.type === "tmpfs") return [{ kind: "tmpfs", name, reason: "lives in memory only", waived: true }];
      if (mount.type === "volume" && mount.name !== null) return [];
      if (mount.type === "bind") return [];
      return [{ kind: "volume", name, reason: "a kind of mount that kopi-docka does not know", waived: false }];
    })
  );
}
var init_list_other_mounts = __esm({
  "src/units/list-other-mounts.ts"() {
    "use strict";
  }
});

// src/units/writes-to.ts
import { dirname, isAbsolute as isAbsolute3 } from "node:path/posix";
function placesOf(unit) {
  return [
    ...unit.volumes.map(({ volume }) => ({ volume, path: dataPath(volume) })),
    ...unit.binds.map((bind) => ({ volume: null, path: bind.source }))
  ];
}
function dataPath(volume) {
  const { device = "", o = "" } = volume.options;
  const isBind = volume.driver === "local" && o.split(",").some((option) => option === "bind" || option === "rbind");
  return isBind && isAbsolute3(device) ? device : volume.mountpoint;
}
function writesTo(mount, place) {
  if (mount.readOnly) return false;
  if (mount.name !== null && mount.name === place.volume?.name) return true;
  if (mount.source === "" || place.path === "" || mount.type === "tmpfs") return false;
  if (mount.type === "bind" && looksAfterHost(mount.source, place)) return false;
  return isWithin(mount.source, place.path) || isWithin(place.path, mount.source);
}
function looksAfterHost(source, { volume, path }) {
  if (source === "/") return true;
  const allVolumes = dirname(dirname(path));
  return volume !== null && path === volume.mountpoint && isWithin(allVolumes, source);
}
var init_writes_to = __esm({
  "src/units/writes-to.ts"() {
    "use strict";
    init_mounts();
  }
});

// src/units/resolve-mounts.ts
import { dirname as dirname2 } from "node:path/posix";
function resolveMounts(container, paths2, volumes) {
  const mounts = container.mounts.map((mount) => {
    const source = mount.type === "bind" ? paths2.get(mount.source)?.real ?? mount.source : mount.source;
    const volume = mount.type === "bind" ? volumes.at(source) : volumes.named(mount.name ?? "");
    if (volume === void 0) return { ...mount, source };
    return { ...mount, type: "volume", name: volume.name, source: dataPath(volume) };
  });
  return { ...container, mounts };
}
function indexVolumes(volumes) {
  const byName2 = new Map(volumes.map((volume) => [volume.name, volume]));
  const byMountpoint = new Map(volumes.map((volume) => [volume.mountpoint, volume]));
  return {
    named: (name) => byName2.get(name),
    at: (path) => {
      for (let folder = path; folder.length > 1; folder = dirname2(folder)) {
        const volume = byMountpoint.get(folder);
        if (volume !== void 0) return volume;
      }
      return void 0;
    }
  };
}
var init_resolve_mounts = __esm({
  "src/units/resolve-mounts.ts"() {
    "use strict";
    init_writes_to();
  }
});

// src/units/share-between.ts
function shareBetween(groups) {
  const ofVolume = /* @__PURE__ */ new Map();
  const binds = /* @__PURE__ */ new Map();
  for (const group of groups) {
    for (const mount of group.containers.flatMap((container) => container.mounts)) {
      if (mount.type === "volume" && mount.name !== null) add(ofVolume, mount.name, group.name);
      if (mount.type === "bind" && mount.source !== "/") add(binds, mount.source, group.name);
    }
  }
  const others = (units, unit) => [...new Set(units)].filter((other) => other !== unit).sort();
  return {
    ofVolume: (volume, unit) => others(ofVolume.get(volume) ?? [], unit),
    ofPath: (path, unit) => others(
      [...binds].flatMap(([source, units]) => isWithin(source, path) || isWithin(path, source) ? [...units] : []),
      unit
    )
  };
}
function add(map, key, unit) {
  map.set(key, (map.get(key) ?? /* @__PURE__ */ new Set()).add(unit));
}
var init_share_between = __esm({
  "src/units/share-between.ts"() {
    "use strict";
    init_mounts();
  }
});

// src/units/group-units.ts
var group_units_exports = {};
__export(group_units_exports, {
  groupUnits: () => groupUnits
});
function groupUnits(inventory, book2, surroundings) {
  const index = indexVolumes(inventory.volumes);
  const containers = inventory.containers.map((container) => resolveMounts(container, surroundings.paths, index));
  const groups = groupContainers({ ...inventory, containers });
  const volumes = new Map(inventory.volumes.map((volume) => [volume.name, volume]));
  const host = hostFacts(inventory, groups, book2, surroundings);
  const stopContext = {
    selfId: inventory.selfId,
    endpoint: inventory.engine.endpoint,
    repositoryPath: surroundings.repositoryPath,
    volumes
  };
  const drafts = groups.map((group) => draftUnit(group, host));
  return {
    units: drafts.map(({ draft }) => buildUnit(draft, inventory, volumes, stopContext)),
    uncovered: inventory.warnings.map(unseen),
    unknownLabels: drafts.flatMap(({ draft }) => unknownLabels(draft, volumes)),
    warnings: drafts.flatMap(({ draft, warnings }) => [...warnings, ...badLabels(draft, volumes)])
  };
}
function hostFacts(inventory, groups, book2, { repositoryPath, ownFolders, paths: paths2 }) {
  const facts = /* @__PURE__ */ new Map();
  for (const [name, path] of paths2)
    facts.set(path.real, { ...path, names: [...facts.get(path.real)?.names ?? [path.real], name] });
  return {
    book: book2,
    binds: {
      engineIsLocal: inventory.engine.local,
      dockerRoot: inventory.engine.rootDir,
      ownFolders: repositoryPath === null ? ownFolders : [...ownFolders, repositoryPath]
    },
    facts,
    sharing: shareBetween(groups)
  };
}
function draftUnit(group, host) {
  const rule = chooseRule(host.book, group.kind, group.base, group.name);
  const labels = new Map(group.containers.map((container) => [container.id, parseLabels(container.labels)]));
  const { rules, contradictions } = chooseUnitRules(host.book, rule, [...labels.values()]);
  return {
    draft: { group, rule, rules, labels, host },
    warnings: contradictions.map((label) => contradictionWarning(group.name, label))
  };
}
function buildUnit(draft, inventory, known, stopContext) {
  const { group, rules } = draft;
  const { volumes, uncovered: volumesLeft } = groupVolumes(draft, known);
  const { binds, uncovered: bindsLeft } = groupBinds(draft);
  return {
    name: group.name,
    kind: group.kind,
    members: groupMembers(draft, stopContext),
    volumes,
    binds,
    networks: listNetworks2(group, inventory.networks),
    project: group.kind === "compose" ? parseProject(group.base, group.containers) : null,
    rules,
    uncovered: [...volumesLeft, ...bindsLeft, ...listOtherMounts(group.containers)]
  };
}
function unseen(warning) {
  return { kind: "volume", name: "(not listed by Docker)", reason: warning, waived: false };
}
function labelled(draft, volumes) {
  const onContainers = draft.group.containers.flatMap((container) => {
    const labels = draft.labels.get(container.id);
    return labels === void 0 ? [] : [{ on: container.name, labels }];
  });
  return [...onContainers, ...volumeLabels(draft, volumes)];
}
function unknownLabels(draft, volumes) {
  return labelled(draft, volumes).flatMap(({ on, labels }) => labels.unknown.map((label) => ({ on, label })));
}
function badLabels(draft, volumes) {
  return labelled(draft, volumes).flatMap(({ on, labels }) => labels.bad.map((label) => badLabelWarning(on, label)));
}
var init_group_units = __esm({
  "src/units/group-units.ts"() {
    "use strict";
    init_choose_rules();
    init_group_binds();
    init_group_containers();
    init_group_members();
    init_group_volumes();
    init_list_networks();
    init_list_other_mounts();
    init_parse_labels();
    init_parse_project();
    init_resolve_mounts();
    init_share_between();
  }
});

// src/units/choose-stopped.ts
var choose_stopped_exports = {};
__export(choose_stopped_exports, {
  chooseStopped: () => chooseStopped
});
function chooseStopped(unit, units) {
  const places = placesOf(unit);
  const writes = ({ member }) => member.container.mounts.some((mount) => places.some((place) => writesTo(mount, place)));
  const isOwn = (candidate) => candidate.unit === unit.name;
  const all = units.flatMap(({ name, members }) => members.map((member) => ({ unit: name, member })));
  const active = all.filter(({ member }) => ["running", "restarting"].includes(member.container.state));
  const wanted = active.filter((candidate) => isOwn(candidate) && candidate.member.enabled || writes(candidate));
  const stop = withJoiners(wanted.filter(isStoppable), active.filter(isStoppable));
  const unstoppable = active.filter((candidate) => !isStoppable(candidate));
  return {
    stop,
    left: [
      ...all.filter((one) => one.member.container.state === "paused" && (isOwn(one) || writes(one))).map(paused),
      ...active.filter((one) => isOwn(one) && !one.member.enabled && !stop.includes(one)).map(switchedOff),
      ...unstoppable.filter((one) => isOwn(one) || stop.some((other) => joins(one, other))).map(because)
    ],
    refusal: refusalOf(unstoppable.filter((one) => one.member.unstoppable !== "ourselves" && writes(one)))
  };
}
function withJoiners(chosen, candidates) {
  const taken = new Set(chosen);
  for (const owner of taken) {
    for (const candidate of candidates) if (joins(candidate, owner)) taken.add(candidate);
  }
  return candidates.filter((candidate) => taken.has(candidate));
}
function joins({ member }, owner) {
  const { id, name } = owner.member.container;
  return member.container.joins.some((joined2) => joined2 === id || joined2 === name);
}
function isStoppable({ member }) {
  return member.unstoppable === null;
}
function because({ member }) {
  return { name: member.name, reason: member.unstoppable === null ? "" : WHY[member.unstoppable] };
}
function paused({ member }) {
  return { name: member.name, reason: "is paused and can not write" };
}
function switchedOff({ member }) {
  return { name: member.name, reason: "is switched off by its label and does not write to what is saved" };
}
function refusalOf(writers) {
  if (writers.length === 0) return null;
  return writers.map(because).map(({ name, reason }) => `${name} can write to the data and ${reason}`).join("; ");
}
var WHY;
var init_choose_stopped = __esm({
  "src/units/choose-stopped.ts"() {
    "use strict";
    init_writes_to();
    WHY = {
      "auto-remove": "would be removed by its stop (--rm)",
      "one-off": "is a one-off container of docker compose run and can not be started again",
      "swarm-task": "is a swarm task, which swarm would replace",
      ourselves: "is kopi-docka itself",
      "holds-repository": "holds the volume of the repository",
      "serves-docker": "is the way to Docker"
    };
  }
});

// src/docker/helper.ts
import { randomBytes } from "node:crypto";
import * as z4 from "zod";

// src/errors.ts
var ERRORS = {
  E_INTERNAL: {
    exit: 1,
    hint: "Please report this as a bug in kopi-docka, with the output of the same command under --verbose."
  },
  E_USAGE: { exit: 2, hint: "See kopi-docka --help." },
  E_UNKNOWN_UNIT: { exit: 2, hint: "See kopi-docka units for the names." },
  E_UNKNOWN_POINT: { exit: 2, hint: "See kopi-docka list for the restore points." },
  E_UNKNOWN_RESTORE: { exit: 2, hint: "See kopi-docka undo --list." },
  E_NO_TERMINAL: { exit: 2, hint: "Give the answer as a flag; nothing is asked without a terminal." },
  E_UNIT_CYCLE: { exit: 2, hint: "Break the circle in depends_on of the Compose file." },
  E_STRATEGY: { exit: 2, hint: "Choose another --strategy." },
  E_PARTIAL: { exit: 3, hint: "See the warnings above for what is missing." },
  E_UNHEALTHY: { exit: 3, hint: "See docker logs of the container; kopi-docka undo puts the old data back." },
  E_CONFIG: { exit: 4, hint: "Check it with kopi-docka config check." },
  E_CONFIG_UNREADABLE: { exit: 4, hint: "Make the file readable for this user, or give another with --config." },
  E_CREDENTIALS: { exit: 4, hint: "See kopi-docka config check." },
  E_KOPIA_MISSING: {
    exit: 5,
    hint: "Install kopia (https://kopia.io/docs/installation/) or name it in KOPI_DOCKA_KOPIA."
  },
  E_KOPIA_VERSION: { exit: 5, hint: "Install kopia 0.21.0 or newer." },
  E_TOOL_MISSING: { exit: 5, hint: "Install the named tool with your package manager." },
  E_PERMISSION: { exit: 5, hint: "Run it as root, for example with sudo." },
  E_NO_SPACE: { exit: 5, hint: "Free some space there and run it again." },
  E_STATE: { exit: 5, hint: "See kopi-docka doctor." },
  E_DOCKER: { exit: 6, hint: "See docker info; is the engine running, and may this user reach its socket?" },
  E_DOCKER_TIMEOUT: { exit: 6, hint: "The engine does not answer; see docker info and the log of the engine." },
  E_DOCKER_VERSION: { exit: 6, hint: "Docker 20.10 (API 1.40) or newer is needed." },
  E_REPO_ABSENT: { exit: 10, hint: "Make it with kopi-docka repository create, or mount the disk it lies on." },
  E_REPO_FOREIGN: { exit: 13, hint: "Choose an empty target, or connect to the repository that is there." },
  E_LOCKED: { exit: 11, hint: "Wait for the other run to end." },
  E_REPO_PASSWORD: {
    exit: 12,
    hint: "Put the right password into the password file, or see repository.password in the config."
  },
  E_REPO: { exit: 13, hint: "See kopi-docka doctor." },
  E_REPO_READONLY: { exit: 13, hint: "Make the repository writable for this user." },
  E_NOT_BACK: { exit: 20, hint: "Run kopi-docka recover, then docker ps -a." },
  E_UNCOVERED: { exit: 21, hint: "See kopi-docka units; waive what needs no backup by name." },
  E_TORN: { exit: 22, hint: "Keep other writers away during the backup and run it again." },
  E_SNAPSHOT: { exit: 23, hint: "Run it again; see kopi-docka doctor if it stays." },
  E_UNSTOPPABLE: { exit: 23, hint: "Stop it yourself, or use --strategy none to read while it runs." },
  E_UNREADABLE_VOLUME: { exit: 23, hint: "See kopi-docka units for how the volume can be read." },
  E_STOP: { exit: 23, hint: "See docker logs of the container." },
  E_HOOK: { exit: 24, hint: "Run the hook by hand to see why." },
  E_RESTORE_REFUSED: { exit: 30, hint: "Nothing was changed." },
  E_RESTORE: { exit: 30, hint: "The live data is as before." },
  E_RESTORE_UNFINISHED: { exit: 31, hint: "Run kopi-docka recover." },
  E_PROOF: { exit: 32, hint: "See kopi-docka doctor." },
  E_HANGUP: { exit: 129, hint: "Everything was brought back." },
  E_INTERRUPTED: { exit: 130, hint: "Everything was brought back." },
  E_TERMINATED: { exit: 143, hint: "Everything was brought back." }
};
var KopiDockaError = class extends Error {
  code;
  hint;
  constructor(code, message, options = {}) {
    super(message, options.cause === void 0 ? {} : { cause: options.cause });
    this.name = "KopiDockaError";
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
  }
  get exitCode() {
    return ERRORS[this.code].exit;
  }
  toFailure() {
    return { code: this.code, message: this.message, hint: this.hint };
  }
};
function asKopiDockaError(thrown) {
  if (thrown instanceof KopiDockaError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new KopiDockaError("E_INTERNAL", message, { cause: thrown });
}

// src/docker/helper.ts
init_is_helper();

// src/docker/keeper-image.ts
var KEEPER_IMAGE = "kopi-docka-keeper:1";
var KEEPER_PROGRAM = "/pause";
function keeperArchive(architecture) {
  const program = PROGRAMS[architecture];
  return program === void 0 ? null : tarOf(KEEPER_PROGRAM.slice(1), elf(program.machine, program.code));
}
var PROGRAMS = {
  // push 34 (pause); pop rax; syscall; jmp start
  x86_64: { machine: 62, code: [106, 34, 88, 15, 5, 235, 249] },
  // ppoll(NULL, 0, NULL, NULL, 0): mov x0..x4, #0; mov x8, #73; svc #0; b start
  aarch64: {
    machine: 183,
    code: [3531603968, 3531603969, 3531603970, 3531603971, 3531603972, 3531606312, 3556769793, 402653177].flatMap(
      littleEndian
    )
  }
};
function littleEndian(word) {
  return [word & 255, word >>> 8 & 255, word >>> 16 & 255, word >>> 24];
}
var ELF_HEADER = 64;
var PROGRAM_HEADER = 56;
var LOAD_ADDRESS = 0x400000n;
function elf(machine, code) {
  const start = ELF_HEADER + PROGRAM_HEADER;
  const file = Buffer.alloc(start + code.length);
  file.write("\x7FELF", 0, "latin1");
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(LOAD_ADDRESS + BigInt(start), 24);
  file.writeBigUInt64LE(BigInt(ELF_HEADER), 32);
  file.writeUInt16LE(ELF_HEADER, 52);
  file.writeUInt16LE(PROGRAM_HEADER, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  file.writeBigUInt64LE(LOAD_ADDRESS, 80);
  file.writeBigUInt64LE(LOAD_ADDRESS, 88);
  file.writeBigUInt64LE(BigInt(file.length), 96);
  file.writeBigUInt64LE(BigInt(file.length), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  Buffer.from(code).copy(file, start);
  return file;
}
var BLOCK = 512;
function tarOf(name, content) {
  const archive = Buffer.alloc(BLOCK + Math.ceil(content.length / BLOCK) * BLOCK + 2 * BLOCK);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  archive.write(name, 0, "latin1");
  archive.write(octal(493, 8), 100);
  archive.write(octal(0, 8), 108);
  archive.write(octal(0, 8), 116);
  archive.write(octal(content.length, 12), 124);
  archive.write(octal(0, 12), 136);
  archive.write(" ".repeat(8), 148);
  archive.write("0", 156);
  archive.write("ustar\x0000", 257);
  const sum = archive.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  archive.write(`${octal(sum, 7)} `, 148);
  content.copy(archive, BLOCK);
  return archive;
}

// src/docker/lenient.ts
import * as z from "zod";
var text = z.string().nullish().transform((value) => value ?? "");
var count = z.number().nullish().transform((value) => value ?? 0);
var flag = z.boolean().nullish().transform((value) => value ?? false);
var texts = z.array(z.string()).nullish().transform((value) => value ?? []);
var textByName = z.record(z.string(), z.string()).nullish().transform((value) => value ?? {});

// src/docker/understand.ts
function understand(what, parse, answer) {
  try {
    return parse(answer);
  } catch (cause) {
    throw new KopiDockaError("E_DOCKER", `${what}: the answer of Docker is not understood`, { cause });
  }
}

// src/docker/volumes.ts
import * as z3 from "zod";

// src/docker/names.ts
var NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/;
function isEngineName(text2) {
  return NAME.test(text2);
}
function checkedName(what, text2) {
  if (isEngineName(text2)) return text2;
  throw new KopiDockaError("E_DOCKER", `not the name of a ${what}: ${JSON.stringify(text2.slice(0, 80))}`, {
    hint: `See docker ${what} ls.`
  });
}

// src/docker/parse-volume.ts
import * as z2 from "zod";
var Answer = z2.object({
  Name: z2.string(),
  Driver: z2.string(),
  Mountpoint: text,
  Options: textByName,
  Labels: textByName
});
function parseVolume(answer) {
  const { Name, Driver, Mountpoint, Options, Labels } = Answer.parse(answer);
  return { name: Name, driver: Driver, options: Options, labels: Labels, mountpoint: Mountpoint };
}

// src/docker/volumes.ts
var LIST_DEADLINE_MS = 2e4;
var CHANGE_DEADLINE_MS = 6e4;
var List = z3.object({ Volumes: z3.array(z3.unknown()).nullish(), Warnings: texts });
async function listVolumes(client) {
  const what = "listing the volumes";
  const answer = await client.request({
    what,
    method: "GET",
    path: "/volumes",
    deadlineMs: LIST_DEADLINE_MS,
    expect: [200]
  });
  return understand(
    what,
    (body) => {
      const { Volumes, Warnings } = List.parse(body);
      return { volumes: (Volumes ?? []).map(parseVolume), warnings: Warnings };
    },
    answer.body
  );
}
async function inspectVolume(client, name, deadlineMs = LIST_DEADLINE_MS) {
  const what = `inspecting the volume ${name}`;
  const path = `/volumes/${checkedName("volume", name)}`;
  const answer = await client.request({ what, method: "GET", path, deadlineMs, expect: [200, 404] });
  return answer.status === 404 ? null : understand(what, parseVolume, answer.body);
}
async function createVolume(client, definition) {
  const { name, driver, options, labels } = definition;
  await client.request({
    what: `creating the volume ${name}`,
    method: "POST",
    path: "/volumes/create",
    body: { Name: checkedName("volume", name), Driver: driver, DriverOpts: options, Labels: labels },
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [200, 201]
  });
  const volume = await inspectVolume(client, name);
  if (volume === null) throw new KopiDockaError("E_DOCKER", `the volume ${name} is gone right after its creation`);
  if (volume.driver === driver && sameOptions(volume.options, options)) return volume;
  throw new KopiDockaError(
    "E_RESTORE_REFUSED",
    `a volume ${name} with another driver or other options is there already`,
    {
      hint: "Remove or rename that volume, or restore into another one with --to-volume."
    }
  );
}
function sameOptions(one, other) {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
async function removeVolume(client, name) {
  await client.request({
    what: `removing the volume ${name}`,
    method: "DELETE",
    path: `/volumes/${checkedName("volume", name)}`,
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [204, 404]
  });
}

// src/docker/helper.ts
var HELPER_MOUNT = "/keep";
var DEADLINE_MS = 6e4;
var MEMORY_BYTES = 8 * 1024 * 1024;
async function ensureHelperImage(client) {
  const what = "looking for the helper image";
  const path = `/images/${KEEPER_IMAGE}/json`;
  const found = await client.request({ what, method: "GET", path, deadlineMs: DEADLINE_MS, expect: [200, 404] });
  if (found.status === 404) await importImage(client);
}
async function importImage(client) {
  const architecture = await architectureOf(client);
  const tar = keeperArchive(architecture);
  if (tar === null)
    throw new KopiDockaError("E_DOCKER", `there is no helper image for ${JSON.stringify(architecture)}`);
  const [repo = "", tag = ""] = KEEPER_IMAGE.split(":");
  const answer = await client.request({
    what: "importing the helper image",
    method: "POST",
    path: "/images/create",
    query: { fromSrc: "-", repo, tag, changes: `CMD ["${KEEPER_PROGRAM}"]` },
    tar,
    deadlineMs: DEADLINE_MS,
    expect: [200]
  });
  if (JSON.stringify(answer.body).includes("errorDetail"))
    throw new KopiDockaError("E_DOCKER", "the helper image can not be imported");
}
async function architectureOf(client) {
  const what = "asking Docker for its processor";
  const answer = await client.request({ what, method: "GET", path: "/info", deadlineMs: DEADLINE_MS, expect: [200] });
  return understand(what, (body) => z4.object({ Architecture: text }).parse(body), answer.body).Architecture;
}
async function createHelper(client, volume, runId) {
  if (await inspectVolume(client, volume) === null)
    throw new KopiDockaError("E_UNREADABLE_VOLUME", `there is no volume ${volume}`);
  const name = HELPER_PREFIX + randomBytes(8).toString("hex");
  const limited = await create(client, name, helperBody(volume, runId, MEMORY_BYTES), [201, 400, 409, 500]);
  if (limited === 400 || limited === 500) await create(client, name, helperBody(volume, runId, null), [201, 409]);
  return name;
}
async function create(client, name, body, expect) {
  const answer = await client.request({
    what: "creating a helper container",
    method: "POST",
    path: "/containers/create",
    query: { name },
    body,
    deadlineMs: DEADLINE_MS,
    expect
  });
  return answer.status;
}
function helperBody(volume, runId, memory) {
  return {
    Image: KEEPER_IMAGE,
    Cmd: [KEEPER_PROGRAM],
    StopSignal: "SIGKILL",
    Labels: { [HELPER_LABEL]: runId, "com.centurylinklabs.watchtower.enable": "false" },
    HostConfig: {
      NetworkMode: "none",
      Binds: [`${volume}:${HELPER_MOUNT}:ro,nocopy`],
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      RestartPolicy: { Name: "no" },
      ...memory === null ? {} : { Memory: memory }
    }
  };
}

// src/docker/containers.ts
import * as z7 from "zod";

// src/docker/parse-container.ts
import * as z6 from "zod";

// src/docker/parse-mounts.ts
import * as z5 from "zod";
var Answer2 = z5.object({
  Mounts: z5.array(z5.object({ Type: text, Name: text, Source: text, Destination: text, RW: z5.boolean().nullish() })).nullish(),
  HostConfig: z5.object({ Tmpfs: textByName }).nullish()
});
function parseMounts(answer) {
  const { Mounts, HostConfig } = Answer2.parse(answer);
  const mounts = (Mounts ?? []).map(
    (mount) => ({
      type: mountType(mount.Type),
      name: mount.Type === "volume" && mount.Name !== "" ? mount.Name : null,
      source: mount.Source,
      destination: mount.Destination,
      readOnly: mount.RW === false
    })
  );
  const inMemory = Object.keys(HostConfig?.Tmpfs ?? {}).filter((destination) => mounts.every((mount) => mount.destination !== destination)).map((destination) => ({ type: "tmpfs", name: null, source: "", destination, readOnly: false }));
  return [...mounts, ...inMemory];
}
function mountType(type) {
  return type === "volume" || type === "bind" || type === "tmpfs" ? type : "other";
}

// src/docker/parse-container.ts
var Inspect = z6.object({
  Id: z6.string(),
  Name: z6.string(),
  Image: text,
  RestartCount: count,
  State: z6.object({
    Status: text,
    Running: flag,
    StartedAt: text,
    Health: z6.object({ Status: text }).nullish()
  }),
  Config: z6.object({
    Image: text,
    Labels: textByName,
    StopTimeout: z6.number().nullish(),
    Healthcheck: z6.object({ Test: texts }).nullish()
  }),
  HostConfig: z6.object({
    AutoRemove: flag,
    RestartPolicy: z6.object({ Name: text }).nullish(),
    NetworkMode: text,
    PidMode: text,
    IpcMode: text,
    VolumesFrom: texts
  }),
  NetworkSettings: z6.object({ Networks: z6.record(z6.string(), z6.unknown()).nullish() }).nullish()
});
var STATES = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];
function parseContainer(answer) {
  const { Id, Name, Image, RestartCount, State, Config, HostConfig, NetworkSettings } = Inspect.parse(answer);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    imageId: Image,
    state: parseState(State.Status, State.Running),
    startedAt: State.StartedAt,
    restartCount: RestartCount,
    restartPolicy: HostConfig.RestartPolicy?.Name ?? "",
    autoRemove: HostConfig.AutoRemove,
    hasHealthcheck: isHealthcheck(Config.Healthcheck?.Test ?? []),
    health: parseHealth(State.Health?.Status ?? ""),
    stopTimeout: Config.StopTimeout ?? null,
    labels: Config.Labels,
    mounts: parseMounts(answer),
    networks: Object.keys(NetworkSettings?.Networks ?? {}).sort(),
    joins: [HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode].flatMap(joined),
    volumesFrom: HostConfig.VolumesFrom.map((from) => from.split(":")[0] ?? ""),
    raw: answer
  };
}
function parseState(status, running) {
  if (STATES.includes(status)) return status;
  return running ? "running" : "exited";
}
function isHealthcheck(test) {
  return test.length > 0 && test[0] !== "NONE";
}
function parseHealth(status) {
  return status === "starting" || status === "healthy" || status === "unhealthy" ? status : null;
}
function joined(mode) {
  return mode.startsWith("container:") ? [mode.slice("container:".length)] : [];
}
var Process = z6.object({ State: z6.object({ ExitCode: count, OOMKilled: flag, Pid: count }) });
function parseProcess(answer) {
  const { ExitCode, OOMKilled, Pid } = Process.parse(answer).State;
  return { exitCode: ExitCode, oomKilled: OOMKilled, pid: Pid };
}

// src/docker/containers.ts
var INSPECT_DEADLINE_MS = 3e4;
var LIST_DEADLINE_MS2 = 6e4;
async function inspectContainer(client, idOrName) {
  const what = `inspecting the container ${idOrName}`;
  const answer = await client.request({
    what,
    method: "GET",
    path: `/containers/${checkedName("container", idOrName)}/json`,
    deadlineMs: INSPECT_DEADLINE_MS,
    expect: [200, 404]
  });
  return answer.status === 404 ? null : understand(what, parseContainer, answer.body);
}
async function listContainerIds(client) {
  const lines = await listContainers(client, { all: "1" });
  return lines.map((line) => line.Id);
}
async function listRunning(client) {
  const lines = await listContainers(client, {});
  return lines.map((line) => ({
    id: line.Id,
    name: nameOf(line),
    mounts: parseMounts(line)
  }));
}
async function listByLabel(client, label) {
  const lines = await listContainers(client, { all: "1", filters: JSON.stringify({ label: [label] }) });
  return lines.map((line) => ({ id: line.Id, name: nameOf(line), labels: line.Labels }));
}
var Line = z7.looseObject({ Id: z7.string(), Names: texts, Labels: textByName });
function nameOf(line) {
  return (line.Names[0] ?? line.Id).replace(/^\//, "");
}
async function listContainers(client, query) {
  const what = "listing the containers";
  const answer = await client.request({
    what,
    method: "GET",
    path: "/containers/json",
    query,
    deadlineMs: LIST_DEADLINE_MS2,
    expect: [200]
  });
  return understand(what, (body) => z7.array(Line).parse(body), answer.body);
}

// src/docker/keeper.ts
init_is_helper();

// src/host/clock.ts
function monotonicMs() {
  return performance.now();
}
function sleep(ms, signal) {
  return new Promise((resolve3) => {
    if (signal?.aborted) return resolve3();
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve3();
    }
  });
}

// src/docker/members.ts
var PATIENT_RETRIES = 14;
var ENGINE_GRACE_SECONDS = 10;
var BEYOND_GRACE_MS = 6e4;
var START_DEADLINE_MS = 18e4;
var PAUSE_DEADLINE_MS = 6e4;
var LATE_END_MS = 1e4;
var POLL_MS = 100;
var HEALTH_POLL_MS = 250;
var ENDLESS_GRACE_SECONDS = 600;
async function stopContainer(client, id, timeoutSeconds) {
  const before = await presentContainer(client, id);
  if (!isUp(before)) return { forced: false };
  const grace = timeoutSeconds ?? before.stopTimeout ?? ENGINE_GRACE_SECONDS;
  const failure = await requestStop(client, before, timeoutSeconds, grace < 0 ? ENDLESS_GRACE_SECONDS : grace);
  const after = await untilDown(client, before.id);
  if (after === null) return { forced: false };
  if (isUp(after)) throw failure ?? new KopiDockaError("E_STOP", `the container ${before.name} runs on after its stop`);
  const { exitCode, oomKilled } = parseProcess(after.raw);
  return { forced: exitCode === 137 && !oomKilled };
}
async function requestStop(client, container, timeoutSeconds, graceSeconds) {
  try {
    await client.request({
      what: `stopping the container ${container.name}`,
      method: "POST",
      path: `/containers/${container.id}/stop`,
      ...timeoutSeconds === null ? {} : { query: { t: String(timeoutSeconds) } },
      deadlineMs: graceSeconds * 1e3 + BEYOND_GRACE_MS,
      expect: [204, 304, 404],
      retries: PATIENT_RETRIES
    });
    return null;
  } catch (thrown) {
    if (!(thrown instanceof KopiDockaError)) throw thrown;
    return new KopiDockaError("E_STOP", thrown.message, { cause: thrown });
  }
}
async function untilDown(client, id) {
  const deadline = monotonicMs() + LATE_END_MS;
  for (; ; ) {
    const container = await inspectContainer(client, id);
    if (container === null || !isUp(container) || monotonicMs() > deadline) return container;
    await sleep(POLL_MS);
  }
}
async function startContainer(client, id) {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ["running", "restarting"], {
    what: `starting the container ${name}`,
    verb: "start",
    deadlineMs: START_DEADLINE_MS
  });
}
async function pauseContainer(client, id) {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ["paused"], {
    what: `pausing the container ${name}`,
    verb: "pause",
    deadlineMs: PAUSE_DEADLINE_MS
  });
}
async function unpauseContainer(client, id) {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ["running"], {
    what: `unpausing the container ${name}`,
    verb: "unpause",
    deadlineMs: PAUSE_DEADLINE_MS
  });
}
async function change(client, id, wanted, call) {
  try {
    await client.request({
      what: call.what,
      method: "POST",
      path: `/containers/${id}/${call.verb}`,
      deadlineMs: call.deadlineMs,
      expect: [204, 304],
      retries: PATIENT_RETRIES
    });
  } catch (thrown) {
    const now = await inspectContainer(client, id);
    if (now === null || !wanted.includes(now.state)) throw thrown;
  }
}
async function waitHealthy(client, id, timeoutMs) {
  const deadline = monotonicMs() + timeoutMs;
  for (; ; ) {
    const container = await inspectContainer(client, id);
    if (container === null || !isUp(container)) return container !== null && !container.hasHealthcheck;
    if (!container.hasHealthcheck || container.health === "healthy") return true;
    if (monotonicMs() >= deadline) return false;
    await sleep(HEALTH_POLL_MS);
  }
}
async function presentContainer(client, id) {
  const container = await inspectContainer(client, id);
  if (container !== null) return container;
  throw new KopiDockaError("E_DOCKER", `there is no container ${id.slice(0, 64)}`, { hint: "See docker ps -a." });
}
function isUp(container) {
  return container.state === "running" || container.state === "restarting" || container.state === "paused";
}

// src/docker/read-info.ts
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z8 from "zod";

// src/docker/parse-host.ts
function endpointName(endpoint) {
  if (endpoint.kind === "unix") return `unix://${endpoint.path}`;
  const host = endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host;
  return `tcp://${host}:${endpoint.port}`;
}
function parseHost(text2, tls) {
  if (text2.startsWith("unix://")) return parseUnix(text2);
  const address = text2.includes("://") ? text2 : `tcp://${text2}`;
  if (address.startsWith("ssh://")) {
    throw new KopiDockaError("E_DOCKER", "a Docker engine can not be used through ssh://", {
      hint: "Run kopi-docka on that host, where the volumes are."
    });
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== "tcp:" || url.hostname === "") throw notAnAddress();
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { kind: "tcp", host, port: url.port ? Number(url.port) : tls ? 2376 : 2375, tls };
}
function parseUnix(text2) {
  const path = text2.slice("unix://".length);
  if (!path.startsWith("/") || path.includes("\0")) throw notAnAddress();
  return { kind: "unix", path };
}
function notAnAddress() {
  return new KopiDockaError("E_DOCKER", "the address of the Docker engine is not unix:///PATH or tcp://HOST:PORT", {
    hint: "See DOCKER_HOST and docker context ls."
  });
}

// src/docker/read-info.ts
var Info = z8.object({
  ID: text,
  Name: text,
  ServerVersion: text,
  DockerRootDir: text,
  OperatingSystem: text,
  SecurityOptions: texts
});
async function readInfo(client) {
  const what = "asking Docker about itself";
  const answer = await client.request({ what, method: "GET", path: "/info", deadlineMs: 3e4, expect: [200] });
  const info = understand(what, (body) => Info.parse(body), answer.body);
  const rootless = info.SecurityOptions.some((option) => option.startsWith("name=rootless"));
  return {
    id: info.ID,
    name: info.Name,
    version: info.ServerVersion,
    apiVersion: client.apiVersion,
    rootDir: info.DockerRootDir,
    rootless,
    endpoint: endpointName(client.endpoint),
    local: client.endpoint.kind === "unix" && info.OperatingSystem !== "Docker Desktop" && (!rootless || inUserNamespace()) && holdsEngine(info.DockerRootDir, info.ID)
  };
}
function holdsEngine(rootDir, id) {
  try {
    if (!statSync(join(rootDir, "volumes")).isDirectory()) return false;
    return readFileSync(join(rootDir, "engine-id"), "utf8").trim() === id;
  } catch (thrown) {
    const { code, path } = thrown;
    return code === "EACCES" || code === "ENOENT" && path === join(rootDir, "engine-id");
  }
}
function inUserNamespace() {
  const [inside, outside] = readFileSync("/proc/self/uid_map", "utf8").trim().split(/\s+/);
  return inside !== outside;
}

// src/docker/keeper.ts
async function startKeeper(client, volume, runId) {
  await ensureHelperImage(client);
  const name = await createHelper(client, volume, runId);
  try {
    await startContainer(client, name);
    const container = await inspectContainer(client, name);
    if (container?.state !== "running") throw new KopiDockaError("E_DOCKER", "its keeper ended at once");
    const { pid } = parseProcess(container.raw);
    const { local } = await readInfo(client);
    return { id: container.id, name, volume, root: local ? `/proc/${pid}/root${HELPER_MOUNT}` : null };
  } catch (thrown) {
    await removeKeeper(client, name);
    const { message } = asKopiDockaError(thrown);
    throw new KopiDockaError("E_UNREADABLE_VOLUME", `the volume ${volume} can not be held: ${message}`, {
      cause: thrown
    });
  }
}
async function removeKeeper(client, id) {
  await client.request({
    what: `removing the helper container ${id}`,
    method: "DELETE",
    path: `/containers/${checkedName("container", id)}`,
    query: { force: "1" },
    deadlineMs: 6e4,
    expect: [204, 404, 409]
  });
}
async function sweepKeepers(client, isDead) {
  const helpers = (await listByLabel(client, HELPER_LABEL)).filter(isHelper);
  const stale = helpers.filter((helper) => isDead(helper.labels[HELPER_LABEL] ?? ""));
  for (const helper of stale) await removeKeeper(client, helper.id);
  return stale.map((helper) => helper.name);
}

// src/docker/archive.ts
async function archiveVolume(client, volume, runId) {
  await ensureHelperImage(client);
  const helper = await createHelper(client, volume, runId);
  const remove = () => removeKeeper(client, helper);
  try {
    const stream = await client.stream({
      what: `streaming the volume ${volume}`,
      method: "GET",
      path: `/containers/${helper}/archive`,
      query: { path: `${HELPER_MOUNT}/.` },
      deadlineMs: 6e4,
      expect: [200]
    });
    return {
      stream,
      remove: async () => {
        stream.destroy();
        await remove();
      }
    };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

// src/docker/api-version.ts
var OURS = "1.47";
var LEAST = "1.40";
function agreeOnVersion(theirs) {
  if (!/^\d+\.\d+$/.test(theirs) || isOlder(theirs, LEAST))
    throw new KopiDockaError(
      "E_DOCKER_VERSION",
      `the Docker engine speaks API ${theirs.slice(0, 20) || "unknown"}, which is too old`
    );
  return isOlder(theirs, OURS) ? theirs : OURS;
}
function isOlder(version, other) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major < otherMajor || major === otherMajor && minor < otherMinor;
}

// src/docker/engine-error.ts
var LOST = ["ECONNRESET", "ECONNREFUSED", "ENOENT", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "EAI_AGAIN"];
function isLostReply(thrown) {
  return LOST.includes(codeOf(thrown));
}
function unreachable(thrown, what, endpoint) {
  const code = codeOf(thrown);
  const options = (hint) => ({ hint, cause: thrown });
  switch (code) {
    case "ENOENT":
      return new KopiDockaError(
        "E_DOCKER",
        `no Docker engine at ${endpoint}: there is no such socket`,
        options("Start the engine (systemctl start docker), or name it in DOCKER_HOST.")
      );
    case "EACCES":
    case "EPERM":
      return new KopiDockaError(
        "E_DOCKER",
        `not permitted to use the Docker engine at ${endpoint}`,
        options("Run it as root, for example with sudo, or add this user to the group docker.")
      );
    case "ECONNREFUSED":
      return new KopiDockaError(
        "E_DOCKER",
        `no Docker engine answers at ${endpoint}`,
        options("Start the engine (systemctl start docker) and see its log.")
      );
    default:
      return new KopiDockaError(
        "E_DOCKER",
        `${what}: the connection to ${endpoint} failed (${code || "no reason given"})`,
        {
          cause: thrown
        }
      );
  }
}
function timedOut(what, deadlineMs) {
  return new KopiDockaError(
    "E_DOCKER_TIMEOUT",
    `${what}: no answer from Docker within ${Math.round(deadlineMs / 1e3)} s`
  );
}
function refused(what, status, body) {
  return new KopiDockaError("E_DOCKER", `${what}: ${engineMessage(body)} (HTTP ${status})`, {
    hint: "See docker info and the log of the engine."
  });
}
function engineMessage(body) {
  const text2 = typeof body === "object" && body !== null && "message" in body ? String(body.message) : String(body || "no reason given");
  return text2.replace(/\s+/g, " ").trim().slice(0, 500).replace(/(pass(?:word)?\d?=)[^,\s"']*/gi, "$1***");
}
function codeOf(thrown) {
  const code = thrown?.code;
  return typeof code === "string" ? code : "";
}

// src/docker/attempts.ts
var FIRST_PAUSE_MS = 200;
var LONGEST_PAUSE_MS = 5e3;
async function withAttempts(call, endpoint, attempt) {
  const retries = call.retries ?? 3;
  for (let made = 0; ; made++) {
    try {
      return await withDeadline(call, attempt);
    } catch (thrown) {
      if (thrown instanceof KopiDockaError) throw thrown;
      if (made >= retries || !isLostReply(thrown)) throw unreachable(thrown, call.what, endpoint);
      await sleep(Math.min(FIRST_PAUSE_MS * 3 ** made, LONGEST_PAUSE_MS));
    }
  }
}
async function withDeadline(call, attempt) {
  const deadline = new AbortController();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(timedOut(call.what, call.deadlineMs));
      deadline.abort();
    }, call.deadlineMs);
  });
  try {
    return await Promise.race([attempt(deadline.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

// src/docker/modem.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import Docker from "dockerode";
var EVERY_STATUS = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [100 + index, true]));
function agentFor(endpoint) {
  const tls = endpoint.kind === "tcp" ? endpoint.tls : null;
  return tls ? new TlsAgent({ keepAlive: true, rejectUnauthorized: tls.verify }) : new Agent({ keepAlive: true });
}
function dialOver(endpoint, agent2, apiVersion) {
  const { modem } = new Docker(settingsFor(endpoint, agent2, apiVersion));
  return (call, signal) => new Promise((resolve3, reject) => {
    modem.dial(requestFor(call, signal), (error, response) => error ? reject(error) : resolve3(response));
  });
}
function settingsFor(endpoint, agent2, apiVersion) {
  const tls = endpoint.kind === "tcp" ? endpoint.tls : null;
  return {
    socketPath: endpoint.kind === "unix" ? endpoint.path : void 0,
    host: endpoint.kind === "tcp" ? endpoint.host : void 0,
    port: endpoint.kind === "tcp" ? endpoint.port : void 0,
    protocol: tls ? "https" : "http",
    ca: certificate(tls?.ca),
    cert: certificate(tls?.cert),
    key: certificate(tls?.key),
    version: apiVersion === null ? void 0 : `v${apiVersion}`,
    timeout: void 0,
    agent: agent2
  };
}
function certificate(path) {
  try {
    return path ? readFileSync2(path) : void 0;
  } catch (cause) {
    throw new KopiDockaError("E_DOCKER", `the certificate ${path} can not be read`, { cause });
  }
}
function requestFor(call, signal) {
  const hasOptions = call.query !== void 0 || call.body !== void 0;
  return {
    method: call.method,
    path: call.query === void 0 ? call.path : `${call.path}?`,
    ...hasOptions ? { options: { _query: call.query, _body: call.body ?? {} } } : {},
    ...call.tar === void 0 ? {} : { file: call.tar },
    isStream: true,
    statusCodes: EVERY_STATUS,
    abortSignal: signal
  };
}

// src/docker/client.ts
async function connectClient(endpoint) {
  const agent2 = agentFor(endpoint);
  const response = await clientOver(endpoint, agent2, null).stream({
    what: "asking Docker for its version",
    method: "GET",
    path: "/_ping",
    deadlineMs: 2e4,
    expect: [200],
    retries: 1
  });
  response.resume();
  return clientOver(endpoint, agent2, agreeOnVersion(String(response.headers["api-version"] ?? "")));
}
function clientOver(endpoint, agent2, apiVersion) {
  const dial = dialOver(endpoint, agent2, apiVersion);
  const name = endpointName(endpoint);
  return {
    endpoint,
    apiVersion: apiVersion ?? "",
    request: (call) => withAttempts(call, name, async (signal) => readAnswer(call, await dial(call, signal))),
    stream: (call) => withAttempts(call, name, async (signal) => {
      const response = await dial(call, signal);
      if (!isExpected(call, response)) await readAnswer(call, response);
      return response;
    }),
    close: () => agent2.destroy()
  };
}
async function readAnswer(call, response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = parseBody(Buffer.concat(chunks).toString("utf8"));
  const status = response.statusCode ?? 0;
  if (!isExpected(call, response)) throw refused(call.what, status, body);
  return { status, body };
}
function isExpected(call, response) {
  return call.expect.includes(response.statusCode ?? 0);
}
function parseBody(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return text2;
  }
}

// src/docker/endpoint.ts
import { createHash } from "node:crypto";
import { existsSync, readFileSync as readFileSync3 } from "node:fs";
import { homedir } from "node:os";
import { join as join2 } from "node:path";
import * as z9 from "zod";

// src/host/text.ts
var UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
function printable(text2) {
  return text2.replace(UNPRINTABLE, escapeCharacter);
}
function escapeCharacter(character) {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "	") return "\\t";
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
}

// src/docker/endpoint.ts
var DEFAULT_SOCKET = "/var/run/docker.sock";
var ConfigFile = z9.object({ currentContext: z9.string().optional() });
var ContextMeta = z9.object({
  Endpoints: z9.object({
    docker: z9.object({ Host: z9.string(), SkipTLSVerify: z9.boolean().optional() })
  })
});
function resolveEndpoint(env) {
  const host = env["DOCKER_HOST"];
  if (host) return parseHost(host, tlsOfEnvironment(env));
  const context = env["DOCKER_CONTEXT"] || currentContext(env);
  if (context && context !== "default") return endpointOfContext(context, env);
  return { kind: "unix", path: defaultSocket(env) };
}
function defaultSocket(env) {
  const runtime = env["XDG_RUNTIME_DIR"];
  const rootless = runtime ? join2(runtime, "docker.sock") : null;
  return !existsSync(DEFAULT_SOCKET) && rootless && existsSync(rootless) ? rootless : DEFAULT_SOCKET;
}
function configFolder(env) {
  return env["DOCKER_CONFIG"] || join2(env["HOME"] || homedir(), ".docker");
}
function tlsOfEnvironment(env) {
  if (!env["DOCKER_TLS_VERIFY"]) return null;
  return tlsFiles(env["DOCKER_CERT_PATH"] || configFolder(env), true);
}
function tlsFiles(folder, verify) {
  const path = (name) => existsSync(join2(folder, name)) ? join2(folder, name) : null;
  return { ca: path("ca.pem"), cert: path("cert.pem"), key: path("key.pem"), verify };
}
function currentContext(env) {
  const file = join2(configFolder(env), "config.json");
  if (!existsSync(file)) return void 0;
  return readJson(file, ConfigFile, `the docker configuration ${file}`).currentContext;
}
function endpointOfContext(name, env) {
  const folder = join2(configFolder(env), "contexts");
  const key = createHash("sha256").update(name).digest("hex");
  const meta = readJson(join2(folder, "meta", key, "meta.json"), ContextMeta, `the docker context ${printable(name)}`);
  const { Host, SkipTLSVerify } = meta.Endpoints.docker;
  const certificates = join2(folder, "tls", key, "docker");
  const tls = existsSync(certificates) || SkipTLSVerify ? tlsFiles(certificates, SkipTLSVerify !== true) : null;
  return parseHost(Host, tls);
}
function readJson(file, schema, what) {
  try {
    return schema.parse(JSON.parse(readFileSync3(file, "utf8")));
  } catch (cause) {
    throw new KopiDockaError("E_DOCKER", `${what} can not be read`, {
      hint: "See docker context ls, or name the engine in DOCKER_HOST.",
      cause
    });
  }
}

// src/docker/events.ts
import { StringDecoder } from "node:string_decoder";
import * as z10 from "zod";
var ACTIONS = ["start", "die", "restart"];
var Event = z10.object({
  Action: z10.enum(ACTIONS),
  Actor: z10.object({ ID: z10.string() }),
  timeNano: z10.number()
});
async function watchContainers(client, ids) {
  const stream = await client.stream({
    what: "listening to the events of Docker",
    method: "GET",
    path: "/events",
    query: { filters: JSON.stringify({ type: ["container"], event: ACTIONS, container: ids }) },
    deadlineMs: 3e4,
    expect: [200]
  });
  const events = [];
  let complete = true;
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    events.push(...lines.flatMap(parseEvent));
  });
  stream.on("error", () => complete = false);
  stream.on("end", () => complete = false);
  return {
    end: () => {
      const result = { events: [...events], complete };
      stream.destroy();
      return result;
    }
  };
}
function parseEvent(line) {
  try {
    const { Action, Actor, timeNano } = Event.parse(JSON.parse(line));
    return [{ id: Actor.ID, action: Action, at: new Date(timeNano / 1e6).toISOString() }];
  } catch {
    return [];
  }
}

// src/docker/inventory.ts
import pLimit from "p-limit";

// src/docker/networks.ts
import * as z12 from "zod";

// src/docker/parse-network.ts
import * as z11 from "zod";
var Answer3 = z11.object({ Id: z11.string(), Name: z11.string(), Driver: text });
function parseNetwork(answer) {
  const { Id, Name, Driver } = Answer3.parse(answer);
  return { id: Id, name: Name, driver: Driver, raw: answer };
}

// src/docker/networks.ts
async function listNetworks(client) {
  const what = "listing the networks";
  const answer = await client.request({ what, method: "GET", path: "/networks", deadlineMs: 3e4, expect: [200] });
  return understand(what, (body) => z12.array(z12.unknown()).parse(body).map(parseNetwork), answer.body);
}

// src/docker/self.ts
init_mounts();
function ownContainerId() {
  return parseOwnContainerId(readMounts());
}
function parseOwnContainerId(mounts) {
  const root = mounts.findLast((mount) => mount.at === "/etc/hostname")?.root ?? "";
  return /\/containers\/([0-9a-f]{64})\/hostname$/.exec(root)?.[1] ?? null;
}

// src/docker/inventory.ts
var PARALLEL_CALLS = 8;
var SLOW_VOLUME_DEADLINE_MS = 5e3;
async function takeInventory(client) {
  const [engine, containers, networks, listed] = await Promise.all([
    readInfo(client),
    inspectAll(client),
    listNetworks(client),
    listVolumes(client).catch(nullOnTimeout)
  ]);
  const { volumes, warnings } = listed ?? await volumesOneByOne(client, containers);
  return { engine, containers, volumes, networks, selfId: ownContainerId(), warnings };
}
async function inspectAll(client) {
  const ids = await listContainerIds(client);
  const containers = await pLimit(PARALLEL_CALLS).map(ids, (id) => inspectContainer(client, id));
  return containers.filter((container) => container !== null);
}
function nullOnTimeout(thrown) {
  if (thrown instanceof KopiDockaError && thrown.code === "E_DOCKER_TIMEOUT") return null;
  throw thrown;
}
async function volumesOneByOne(client, containers) {
  const mounted = containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? []));
  const names = [...new Set(mounted)].filter(isEngineName).sort();
  const warnings = [
    "Docker does not list its volumes, a volume plugin hangs; volumes that no container uses are not seen"
  ];
  const volumes = await pLimit(PARALLEL_CALLS).map(names, async (name) => {
    try {
      return await inspectVolume(client, name, SLOW_VOLUME_DEADLINE_MS);
    } catch (thrown) {
      nullOnTimeout(thrown);
      warnings.push(`the driver of the volume ${name} does not answer`);
      return null;
    }
  });
  return { volumes: volumes.filter((volume) => volume !== null), warnings };
}

// src/docker/engine.ts
async function connectEngine(options = {}) {
  const client = await connectClient(resolveEndpoint(options.env ?? process.env));
  return {
    info: () => readInfo(client),
    inventory: () => takeInventory(client),
    inspect: (idOrName) => inspectContainer(client, idOrName),
    inspectVolume: (name) => inspectVolume(client, name),
    running: () => listRunning(client),
    watch: (ids) => watchContainers(client, ids),
    stop: (id, timeoutSeconds) => stopContainer(client, id, timeoutSeconds),
    start: (id) => startContainer(client, id),
    pause: (id) => pauseContainer(client, id),
    unpause: (id) => unpauseContainer(client, id),
    waitHealthy: (id, timeoutMs) => waitHealthy(client, id, timeoutMs),
    createVolume: (definition) => createVolume(client, definition),
    removeVolume: (name) => removeVolume(client, name),
    ensureKeeperImage: () => ensureHelperImage(client),
    startKeeper: (volume, runId) => startKeeper(client, volume, runId),
    removeKeeper: (id) => removeKeeper(client, id),
    sweepKeepers: (isDead) => sweepKeepers(client, isDead),
    archiveVolume: (volume, runId) => archiveVolume(client, volume, runId),
    close: () => client.close()
  };
}

// src/units/discover.ts
init_group_units();

// src/units/stat-binds.ts
import { lstat, realpath } from "node:fs/promises";
import { resolve as resolve2 } from "node:path";
import pLimit2 from "p-limit";
var PARALLEL_LOOKS = 8;
var DEADLINE_MS2 = 5e3;
async function statBinds(paths2) {
  const distinct = [...new Set(paths2)];
  const facts = await pLimit2(PARALLEL_LOOKS).map(distinct, (path) => withDeadline2(look(path), path));
  return new Map(distinct.map((path, index) => [path, facts[index] ?? { real: path, type: "silent" }]));
}
async function look(path) {
  try {
    const real = await realpath(path);
    return { real, type: typeOf(await lstat(real)) };
  } catch (thrown) {
    const code = thrown.code;
    return { real: resolve2(path), type: code === "EACCES" || code === "EPERM" ? "forbidden" : "missing" };
  }
}
function typeOf(stats) {
  if (stats.isDirectory()) return "directory";
  if (stats.isFile()) return "file";
  return stats.isSocket() ? "socket" : "other";
}
async function withDeadline2(facts, path) {
  let timer;
  const late = new Promise((settle) => {
    timer = setTimeout(() => settle({ real: resolve2(path), type: "silent" }), DEADLINE_MS2);
  });
  return Promise.race([facts, late]).finally(() => clearTimeout(timer));
}

// src/units/discover.ts
async function discover(engine, book2, ours) {
  const inventory = await engine.inventory();
  const paths2 = inventory.engine.local ? await statBinds(bindSources(inventory)) : /* @__PURE__ */ new Map();
  return { inventory, discovery: groupUnits(inventory, book2, { ...ours, paths: paths2 }) };
}
function bindSources({ containers }) {
  return containers.flatMap(({ mounts }) => mounts.filter(({ type }) => type === "bind").map(({ source }) => source));
}

// ../../tmp/anna/scale.mts
import http from "node:http";
var S = "/tmp/anna/e/docker.sock";
var orig = http.request;
var agent = new http.Agent({ keepAlive: true });
function api(method, path, body) {
  return new Promise((res, rej) => {
    const r = http.request({ socketPath: S, agent, method, path, headers: body ? { "content-type": "application/json" } : {} }, (x) => {
      let t = "";
      x.on("data", (d) => t += d);
      x.on("end", () => x.statusCode < 400 ? res(t ? JSON.parse(t) : null) : rej(new Error(path + x.statusCode + t)));
    });
    r.on("error", rej);
    r.end(body ? JSON.stringify(body) : void 0);
  });
}
var N = +process.argv[2];
if (process.argv[3] === "make") {
  for (let i = 0; i < N; i += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => api("POST", `/v1.41/containers/create?name=c${i + k}`, { Image: "kopi-docka-keeper:1", Cmd: ["/pause"], Labels: { "com.docker.compose.project": "p" + (i + k) % 100, "com.docker.compose.service": "s" + (i + k) }, HostConfig: { NetworkMode: "none", Binds: [`v${i + k}:/v`, `/srv/b${i + k}:/b`] } })));
}
var bare = async () => {
  const l = await api("GET", "/v1.41/containers/json?all=1");
  for (const c of l) await api("GET", `/v1.41/containers/${c.Id}/json`);
  await api("GET", "/v1.41/volumes");
  await api("GET", "/v1.41/networks");
};
var bare8 = async () => {
  const l = await api("GET", "/v1.41/containers/json?all=1");
  let i = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (i < l.length) await api("GET", `/v1.41/containers/${l[i++].Id}/json`);
  }));
  await api("GET", "/v1.41/volumes");
  await api("GET", "/v1.41/networks");
};
var e = await connectEngine({ env: { DOCKER_HOST: "unix://" + S } });
var time = async (n, f) => {
  const t = performance.now();
  const r = await f();
  console.log(n, Math.round(performance.now() - t), "ms");
  return r;
};
var book = { units: [], backup: { strategy: "auto", format: "direct", stopTimeoutSeconds: null, exclude: [], binds: true } };
for (let i = 0; i < 3; i++) {
  await time("bare serial", bare);
  await time("bare x8", bare8);
  const inv = await time("inventory", () => e.inventory());
  const d = await time("discover", () => discover(e, book, { repositoryPath: null, ownFolders: [] }));
  console.log(inv.containers.length, inv.volumes.length, d.discovery.units.length);
  const { groupUnits: groupUnits2 } = await Promise.resolve().then(() => (init_group_units(), group_units_exports));
  const { chooseStopped: chooseStopped2 } = await Promise.resolve().then(() => (init_choose_stopped(), choose_stopped_exports));
  await time("group", async () => groupUnits2(inv, book, { repositoryPath: null, ownFolders: [], paths: /* @__PURE__ */ new Map() }));
  await time("chooseStopped all", async () => d.discovery.units.map((u) => chooseStopped2(u, d.discovery.units)));
}
console.log("rss MB", Math.round(process.memoryUsage().rss / 1e6));
e.close();
agent.destroy();
