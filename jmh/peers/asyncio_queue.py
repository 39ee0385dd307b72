#!/usr/bin/env python3
"""What does an item cost that goes through an asyncio.Queue?

The grid of Heddle's suite "queue", in Python: tasks put a fixed number of items, other tasks take them and report
each as done, a join waits for the last, and all tasks are awaited. Prints rows in the form of JMH's JSON.
"""

import argparse
import asyncio
import json
import platform
import statistics
import sys
import time

# Student's t for 99.9 % confidence, by degrees of freedom from 2; those beyond the table get its last value.
T = (31.60, 12.92, 8.610, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587, 4.437, 4.318, 4.221, 4.140, 4.073, 4.015, 3.965,
     3.922, 3.883, 3.850, 3.819, 3.792, 3.768, 3.745, 3.725, 3.707, 3.690, 3.674, 3.659, 3.646)


async def produce(queue, items):
    for i in range(items):
        await queue.put(i & 127)


async def consume(queue, items):
    total = 0
    for _ in range(items):
        total += await queue.get()
        queue.task_done()
    return total


async def transfer(producers, consumers, capacity, items):
    """Moves the items; returns the nanoseconds per item."""
    queue = asyncio.Queue(capacity)
    start = time.perf_counter_ns()
    takers = [asyncio.create_task(consume(queue, items // consumers)) for _ in range(consumers)]
    await asyncio.gather(*(produce(queue, items // producers) for _ in range(producers)))
    await queue.join()
    taken = sum(await asyncio.gather(*takers))
    elapsed = time.perf_counter_ns() - start
    put = producers * sum(i & 127 for i in range(items // producers))
    if taken != put:
        raise RuntimeError(f"items that add up to {put} went in, and to {taken} came out")
    return elapsed / items


def cell(threads, capacity, options):
    """One row: a point of the grid."""
    producers, consumers = map(int, threads.split(":"))
    times = [asyncio.run(transfer(producers, consumers, capacity, options.items))
             for _ in range(options.warmups + options.rounds)][options.warmups:]
    score = statistics.mean(times)
    freedom = len(times) - 1
    error = "NaN"
    if freedom >= 2:
        error = T[min(freedom - 2, len(T) - 1)] * statistics.stdev(times) / len(times) ** 0.5
    return {
        "jmhVersion": None,
        "benchmark": "peers.asyncio.Queue",
        "mode": "avgt",
        "threads": 1,
        "forks": 1,
        "jvm": sys.executable,
        "jvmArgs": [],
        "jdkVersion": platform.python_version(),
        "vmName": platform.python_implementation(),
        "vmVersion": platform.python_version(),
        "warmupIterations": options.warmups,
        "warmupTime": "single-shot",
        "warmupBatchSize": 1,
        "measurementIterations": options.rounds,
        "measurementTime": "single-shot",
        "measurementBatchSize": 1,
        "params": {"queue": "asyncio.Queue", "threads": threads, "capacity": str(capacity)},
        "primaryMetric": {
            "score": score,
            "scoreError": error,
            "scoreConfidence": ["NaN", "NaN"] if error == "NaN" else [score - error, score + error],
            "scorePercentiles": {"0.0": min(times), "50.0": statistics.median(times), "100.0": max(times)},
            "scoreUnit": "ns/op",
            "rawData": [times],
        },
        "secondaryMetrics": {},
    }


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message} (see --help)\n")


def number(text, least=0):
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least}")
    return int(text)


def positive(text):
    return number(text, 1)


def crowd(text):
    counts = text.split(":")
    if len(counts) != 2:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form PRODUCERS:CONSUMERS, such as 4:4")
    return ":".join(str(positive(count)) for count in counts)


def comma_separated(parse):
    def parse_all(text):
        return [parse(part) for part in text.split(",")]
    return parse_all


def arguments():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=comma_separated(crowd), default="1:1,4:4,16:16,100:100,1:16,16:1",
                        metavar="P:C,...", help="producers and consumers (default %(default)s)")
    parser.add_argument("--capacities", type=comma_separated(positive), default="10,16,100,128,1024",
                        metavar="N,...", help="of the queue (default %(default)s)")
    parser.add_argument("--items", type=positive, default=102400, metavar="N",
                        help="per round (default %(default)s)")
    parser.add_argument("--rounds", type=positive, default=15, metavar="N",
                        help="that count (default %(default)s; from 3 on there is an error)")
    parser.add_argument("--warmups", type=number, default=2, metavar="N",
                        help="rounds before that (default %(default)s)")
    parser.add_argument("--output", metavar="FILE", help="where the rows go (default: standard output)")
    options = parser.parse_args()
    for threads in options.threads:
        for count in map(int, threads.split(":")):
            if options.items % count != 0:
                parser.error(f"{count} tasks cannot share {options.items} items evenly")
    return options


def main():
    options = arguments()
    rows = []
    for threads in options.threads:
        for capacity in options.capacities:
            row = cell(threads, capacity, options)
            rows.append(row)
            print(f"asyncio.Queue {threads} /{capacity}: {row['primaryMetric']['score']:.0f} ns/op", file=sys.stderr)
    text = json.dumps(rows, indent=4)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
