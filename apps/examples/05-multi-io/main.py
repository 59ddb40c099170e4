"""Several inputs and outputs by name, of different types; how large some outputs are only the run
decides: a network finds the places of a grid where the wind is above a limit.

    python3 main.py gusts.onnx [DEVICE]
"""

import sys

import numpy as np
import rankwise

NLAT, NLON = 4, 6


def main(model: str, device: str = "auto") -> None:
    lat, lon = np.ogrid[1 : NLAT + 1, 1 : NLON + 1]
    wind = ((7 * lon + 13 * lat) % 17 * 2 - 0.5).astype(np.float32)
    region = (100 * ((lon + 1) // 2) + lat).astype(np.int64)
    with rankwise.load(model, device) as net:
        for limit in 20.0, 28.5, 40.0:
            # The model has a fifth output, 'excess': what nobody asks for is not computed.
            found = net.run(
                {"wind": wind, "region": region, "limit": limit},
                outputs=["mean", "gust", "gust_region", "place"],
            )
            gust, place = found["gust"], found["place"]
            print(f"mean{found['mean']:6.2f}, above{limit:5.1f}: {len(gust)}")
            for value, (j, i), where in zip(gust, place, found["gust_region"]):
                # The network counts from 0, latitude before longitude.
                print(f"{value:8.1f} at lon {i + 1} lat {j + 1} in region {where}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: main.py MODEL [DEVICE]")
    try:
        main(*sys.argv[1:3])
    except rankwise.Error as error:
        sys.exit(str(error))
