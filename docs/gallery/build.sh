#!/usr/bin/env bash
# Makes every picture of this gallery anew, from networks that ship here, from published figures, and from an ImageNet
# ResNet-18 that NuGet has (59 MB, fetched once). Run it from anywhere: `docs/gallery/build.sh`.
#
# Pages are photographed where chromium is installed; all else needs only the .NET SDK.
set -euo pipefail
cd "$(dirname "$0")/../.."

gallery=docs/gallery
fashion=samples/fashion-mnist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build -c Release src/Heavytail.Cli -v quiet
heavytail() { HEAVYTAIL_CACHE=none dotnet artifacts/bin/Heavytail.Cli/release/Heavytail.Cli.dll "$@"; }

dotnet restore "$gallery/resnet18" -v quiet
packages=$(dotnet nuget locals global-packages --list)
resnet18=${packages#*: }/microsoft.ml.dnnimagefeaturizer.resnet18/0.23.1/tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx

# The figures of layers: one that is well trained, by every kind; and a trained layer beside an untrained one.
for kind in esd esd-linear ccdf xmin spectrum null; do
    heavytail plot "$fashion/batch-0016.safetensors" --layer fc1 --kind "$kind" -o "$gallery/fc1-$kind.svg"
done
heavytail plot "$fashion/initial.safetensors" --layer fc1 --kind null -o "$gallery/fc1-initial-null.svg"

# The figures of models.
heavytail analyze "$fashion/batch-0016.safetensors" -q --measure erg --randomize --layers 'fc*' --plots "$work/model" \
    --plots-format svg >/dev/null
heavytail analyze "$resnet18" -q --measure erg --plots "$work/resnet18" --plots-format svg >/dev/null
for kind in alpha-depth alpha-plane alpha-distribution; do
    cp "$work/resnet18/model.$kind.svg" "$gallery/resnet18-$kind.svg"
done
cp "$work/model/model.alpha-null.svg" "$gallery/fashion-mnist-alpha-null.svg"

# The figures of many models: published ones, with the ResNet-18 above as a row of its own.
heavytail trend --corpus nature2021 -q --plots "$work/trend" --plots-format svg >/dev/null
cp "$work/trend/trend-alpha_weighted.svg" "$gallery/nature2021-alpha_weighted.svg"
heavytail rank "$fashion" -q --plots "$work/rank" --plots-format svg >/dev/null
cp "$work/rank/rank-places.svg" "$gallery/fashion-mnist-places.svg"
heavytail analyze "$resnet18" -q --convention nature2021 --summary-only -f csv |
    sed "s#$resnet18#ResNet18.onnx#" >"$gallery/resnet18.csv"

# Pages, as a browser shows them.
heavytail report "$resnet18" -q -o "$work/report.html" >/dev/null
heavytail trend --corpus nature2021 -q -o "$work/trend.html" >/dev/null
if command -v chromium >/dev/null; then
    photograph() { # page, picture, height
        chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=8000 \
            --window-size="1280,$3" --screenshot="$gallery/$2" "file://$work/$1" 2>/dev/null
    }
    photograph report.html report.png 1250
    photograph trend.html trend.png 640
else
    echo "chromium is missing: report.png and trend.png stay as they are" >&2
fi
