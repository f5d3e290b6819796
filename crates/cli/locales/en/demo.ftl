# What `rights demo` tells.
help-rights-demo = Tells the story of six states on a ledger of its own, then verifies it and catches a forger
arg-reset = Deletes the demo that is there, and starts anew
cast-keys = DEVELOPMENT ONLY. These are the keys of every state, enterprise and service of a ledger that one person plays with. They are not encrypted. Never enrol one of them in a ledger that matters.

reason-NOT_A_DEMO = { $path } holds something that no demo made, and a demo touches nothing else
    .fix = choose another --data-dir
reason-DEMO_UNFINISHED = { $path } holds a demo that did not run to its end
    .fix = start anew: `rights demo --reset --data-dir { $path }`
reason-STORY_DEPARTS = at { $scene } the story expects { $expected }, and the ledger answered { $answered }

demo-opening = A real ledger, on this machine alone, at the pace of a story: its clock stands at the dates told, and every key is yours. Whatever is recorded below was signed, decided by the rules and written to the log; whatever is refused is refused in earnest. Countries are real, enterprises and events are not.
demo-signed = Signed by: { $who }
demo-head = the head of the national part { $states }
demo-part-secretary = the secretary of the national part { $states }
demo-heads = heads of the national parts { $states }
demo-part-secretaries = secretaries of the national parts { $states }
demo-chairman = the Chairman of the Commission
demo-secretary = the Secretary of the Commission
demo-recorded = recorded: { $command }, record { $record }
demo-recorded-all = recorded: { $count } × { $command }, records { $from } to { $to }
demo-rehearsed = would be recorded: { $command }; it is tried out and not sent
demo-refused = refused: { $command }, { $reason }: { $why }
demo-record = record { $record }
demo-percent = { $whole }.{ $tenth }%
demo-shares-agreed = Shares of { $result }, agreed (exact; percent is rounded):
demo-shares-computed = Shares of { $result }, computed from contributions until somebody agrees:
demo-shares-unknown = Holders of { $result }, without shares yet:
demo-state = { $result } is { $state }: { $gloss }.
demo-state-final = { $result } is { $state }: { $gloss }, final from { $from } 00:00.
demo-gloss-disclosed = told to the contract parties
demo-gloss-provisional = registered, open to contest
demo-gloss-contested = registered, and contested
demo-gloss-registered = registered
demo-windows = Who may contest, and until when:
demo-delivered = notice delivered { $on }
demo-last-day = last day { $day }
demo-contestable = Signed with the stolen key:
demo-mark-contestable = may be contested
demo-mark-confirmed = confirmed by its holder
demo-mark-contested = contested

demo-party-NA = Nevskaya Avionika
demo-party-BV = Belvolna
demo-party-SO = Saryarka Optics
demo-party-AS = Ararat Sensor
demo-party-IM = Issyk Metal
demo-party-PE = Pamir Energo
demo-text-instrument = Agreement on the demonstration programme, 2026-01-10
demo-text-treaty = Agreement on mutual protection of rights to results of intellectual activity, 2007-10-06
demo-text-body = authorised body of Kazakhstan
demo-text-k17 = Joint development of an antenna array
demo-text-k21 = Joint development of a temperature sensor
demo-text-b3 = Casting technology of Issyk Metal
demo-text-r1 = Antenna array with electronic steering
demo-text-r2 = Temperature sensor for engines
demo-text-r3 = Heat-resistant alloy
demo-text-decision = From 1 April 2026 registrations may be contested for 10 days.
demo-text-reasons = The sensor was calibrated on a bench of Pamir Energo by its engineers.
demo-text-theft = On that day the key was not in the hands of Issyk Metal.

demo-act-programme = Six states found a programme
demo-founded = The heads of the national parts of Armenia, Belarus, Kyrgyzstan, Kazakhstan, Russia and Tajikistan found the ledger together: purpose, treaty, policy and first offices are record 0, signed by all six.
demo-identity = Identity of this ledger, to be pinned: { $hash }…
demo-secretaries = Each head appoints the secretary of its national part. One person, one office, one key.
demo-body = Kazakhstan leaves the accreditation of its enterprises to an authorised body, and the body gets its key.
demo-proposed = The national parts propose six enterprises, one of each state.
demo-power-given-away = The head of Kazakhstan's part tries to accredit Saryarka Optics itself. But that power is with the authorised body now, and nobody holds it twice.
demo-accredited = Those who have the power accredit all six, each with the document that shows its right of foreign trade.
demo-party-keys = Whoever accredited an enterprise enrols its key. From now on enterprises act for themselves.

demo-act-contract = Enterprises agree before there is anything to own
demo-k17 = Three enterprises register contract K-17. Its title is sealed: the log holds a commitment, the text stays beside it.
demo-b3 = The work will need B-3, a technology of Issyk Metal, which is no party of K-17. It is listed as background: its owner's before, and its owner's after.
demo-k21 = The other three register contract K-21.

demo-act-result = A joint result, and who owns how much of it
demo-disclosed = Nevskaya Avionika discloses result R-1, an invention. The file stays with it; the ledger keeps its digest.
demo-duplicate = Belvolna discloses the same file as a result of its own. The ledger knows the digest.
demo-contributions = Each states what it contributed: 120, 45 and 35 person-months.
demo-registered = Nevskaya Avionika registers R-1 for all three. 120 : 45 : 35 of 200 are exact fractions, and they add up to one.
demo-notice-acknowledged = The notice of registration reaches Belvolna, which says so. Its 30 days to contest run from here.
demo-notice-delivered = It reaches Saryarka Optics two days later; the secretary of its national part records that. Its 30 days end on a Saturday, so its last day is Monday.
demo-not-one = Somebody rounded: 3/5, 11/50 and 17/100 are proposed. They look right, and one per cent belongs to nobody.
demo-shares-proposed = The proposal again, in exact fractions.
demo-one-missing = Two of the three sign the agreement.
demo-agreed = All three sign the same bytes. Now they own what they agreed on.

demo-act-policy = The policy changes in mid-flight
demo-chair = The heads, acting together, record who is Chairman of the Commission, by the act that appointed him.
demo-chair-alone = The Chairman sends a new policy: 10 days to contest instead of 30. A chairman alone decides nothing.
demo-decided = The Commission decides, unanimously, that exactly this operation be carried out. The decision names its hash.
demo-superseded = The Chairman sends it again and cites the decision, which is used up by it. Policy 2 holds from 1 April; the registration of R-1 began under policy 1 and keeps its 30 days.

demo-act-contest = A registration is contested, and settled
demo-second-result = Under K-21 Ararat Sensor discloses R-2, contributions are stated, and it registers R-2 for itself and Issyk Metal.
demo-second-notices = Both others acknowledge the notice the same day. Policy 2 gives them 10 days; these end on a Sunday, so the last day is Monday.
demo-contested = Pamir Energo is not among the holders, and contests.
demo-settled = They settle: the contester and both holders sign. Then all three agree on shares.

demo-act-final = The day of R-1
demo-last-minute = Saryarka Optics may still contest. It tries it out, and leaves it at that.
demo-too-late = One minute later. The clerk of the ledger recorded, before anything else, what time alone brought about; nobody had to be at work.
demo-corrected = The day on which R-1 was created was written wrong. Nothing is overwritten: the Secretary and its discloser record a correction, and history shows both.

demo-act-keys = Keys are replaced, and one is stolen
demo-rotated = Belvolna replaces its key in time: the old one signs for the new one.
demo-third-result = Issyk Metal discloses R-3.
demo-theft = Somebody has got hold of Issyk Metal's key, and surrenders its share of R-2 in its name. The signature is good; the share goes to the other holders.
demo-compromised = The theft is discovered. The head of Kyrgyzstan's part declares the key compromised since 16 April. Nothing is void and nothing disappears: what it signed since then may be contested.
demo-frozen = Pamir Energo wants to surrender its own share of R-2. As long as the theft is unsettled, nobody may dispose of one.
demo-new-key = Issyk Metal gets a new key.
demo-confirmed = With it, Issyk Metal confirms that the disclosure of R-3 was its own.
demo-act-contested = Pamir Energo, which profited from the surrender, contests it. A dispute will show; the ledger keeps every step.

demo-act-surrender = A share is given up
demo-surrendered = Saryarka Optics surrenders its 7/40 of R-1. They accrue to the others in proportion: 24 to 9, which is 8/11 and 3/11, exactly.

demo-act-verified = Nobody has to believe any of this
demo-verifying = Every record is now decided again from the log alone, by the same rules, as any auditor can with `rights verify`:
demo-forging = A forger takes a copy and flips one bit, so that Nevskaya Avionika agreed to 2/5 of R-1 instead of 3/5. Three attempts:
demo-forged-signed = 1. In the words that were signed.
demo-forged-recorded = 2. In the outcome recorded beside them, which bears no signature of its own.
demo-forged-shown = 3. In the tables that people read.
demo-caught = ✗ caught at the layer: { $layer } (exit code { $code })
demo-layer-form = form
demo-layer-order = order and hashes
demo-layer-signature = signatures
demo-layer-events = decisions made again
demo-layer-opening = openings
demo-layer-rows = tables

demo-forged-kept = The first forgery is kept. See for yourself:
demo-kept = The ledger stays in { $path }
demo-clock = Its clock now runs with yours: what has fallen due since April is recorded when the ledger is next written to or served.
demo-try = Try next:
demo-again = There is a demo already in { $path }
demo-again-reset = To start anew: { $command }

