"""A tiny order book of our own, in the format of the public instances."""

from pathlib import Path

FILES = {
    "orders.txt": (
        "order\tx\ty\tplacement_time\trestaurant\tready_time\n"
        "o1\t5000\t4000\t722\tr1\t730\n"
        "o2\t2000\t1000\t745\tr2\t740\n"
        "o3\t9000\t9000\t800\tr1\t815\n"
    ),
    "restaurants.txt": "restaurant\tx\ty\nr1\t1000\t2000\nr2\t3000\t500\n",
    "couriers.txt": "courier\tx\ty\ton_time\toff_time\nc1\t0\t0\t600\t900\nc2\t10\t10\t500\t720\nc3\t20\t20\t760\t1000\n",
    "instance_parameters.txt": (
        "meters_per_minute\tpickup service minutes\tdropoff service minutes\ttarget click-to-door\t"
        "maximum click-to-door\tpay per order\tguaranteed pay per hour\n320\t4\t4\t40\t90\t10\t15\n"
    ),
}


def an_instance(folder: Path, **changed: str) -> Path:
    """Write an instance; ``changed`` gives other text for a file."""
    folder.mkdir()
    for name, text in {**FILES, **changed}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
