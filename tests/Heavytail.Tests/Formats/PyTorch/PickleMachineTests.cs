using System.Numerics;
using Heavytail.Files;
using Heavytail.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Pickles as Python writes them.</summary>
public sealed class PickleMachineTests
{
    /// <summary>The same value in each protocol: base64.b64encode(pickle.dumps(value, protocol)).</summary>
    [Theory]
    [InlineData(0, "KGRwMApWbnVtYmVycwpwMQoobHAyCkkxCmFJLTIKYUkzMDAKYUk3MDAwMAphSS03MDAwMAphTDEwOTk1MTE2Mjc3NzZMCmFMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKYUwtMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKYUYxLjUKYUkwMQphSTAwCmFOYXNWdHVwbGVzCnAzCigodChJMQp0cDQKKEkxCkkyCnRwNQooSTEKSTIKSTMKdHA2CihJMQpJMgpJMwpJNAp0cDcKdHA4CnNWc2V0CnA5CmNfX2J1aWx0aW5fXwpzZXQKcDEwCigobHAxMQpJNwphdHAxMgpScDEzCnNWYnl0ZXMKcDE0CmNfY29kZWNzCmVuY29kZQpwMTUKKFZ4eXoKcDE2ClZsYXRpbjEKcDE3CnRwMTgKUnAxOQpzVnRleHQKcDIwClbkCnAyMQpzLg==")]
    [InlineData(1, "fXEAKFgHAAAAbnVtYmVyc3EBXXECKEsBSv7///9NLAFKcBEBAEqQ7v7/TDEwOTk1MTE2Mjc3NzZMCkwxMTgwNTkxNjIwNzE3NDExMzAzNDI0TApMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCkc/+AAAAAAAAEkwMQpJMDAKTmVYBgAAAHR1cGxlc3EDKCkoSwF0cQQoSwFLAnRxBShLAUsCSwN0cQYoSwFLAksDSwR0cQd0cQhYAwAAAHNldHEJY19fYnVpbHRpbl9fCnNldApxCihdcQtLB2F0cQxScQ1YBQAAAGJ5dGVzcQ5jX2NvZGVjcwplbmNvZGUKcQ8oWAMAAAB4eXpxEFgGAAAAbGF0aW4xcRF0cRJScRNYBAAAAHRleHRxFFgCAAAAw6RxFXUu")]
    [InlineData(2, "gAJ9cQAoWAcAAABudW1iZXJzcQFdcQIoSwFK/v///00sAUpwEQEASpDu/v+KBgAAAAAAAYoJAAAAAAAAAABAigkAAAAAAAAAAMBHP/gAAAAAAACIiU5lWAYAAAB0dXBsZXNxAygpSwGFcQRLAUsChnEFSwFLAksDh3EGKEsBSwJLA0sEdHEHdHEIWAMAAABzZXRxCWNfX2J1aWx0aW5fXwpzZXQKcQpdcQtLB2GFcQxScQ1YBQAAAGJ5dGVzcQ5jX2NvZGVjcwplbmNvZGUKcQ9YAwAAAHh5enEQWAYAAABsYXRpbjFxEYZxElJxE1gEAAAAdGV4dHEUWAIAAADDpHEVdS4=")]
    [InlineData(3, "gAN9cQAoWAcAAABudW1iZXJzcQFdcQIoSwFK/v///00sAUpwEQEASpDu/v+KBgAAAAAAAYoJAAAAAAAAAABAigkAAAAAAAAAAMBHP/gAAAAAAACIiU5lWAYAAAB0dXBsZXNxAygpSwGFcQRLAUsChnEFSwFLAksDh3EGKEsBSwJLA0sEdHEHdHEIWAMAAABzZXRxCWNidWlsdGlucwpzZXQKcQpdcQtLB2GFcQxScQ1YBQAAAGJ5dGVzcQ5DA3h5enEPWAQAAAB0ZXh0cRBYAgAAAMOkcRF1Lg==")]
    [InlineData(4, "gASVoQAAAAAAAAB9lCiMB251bWJlcnOUXZQoSwFK/v///00sAUpwEQEASpDu/v+KBgAAAAAAAYoJAAAAAAAAAABAigkAAAAAAAAAAMBHP/gAAAAAAACIiU5ljAZ0dXBsZXOUKClLAYWUSwFLAoaUSwFLAksDh5QoSwFLAksDSwR0lHSUjANzZXSUj5QoSweQjAVieXRlc5RDA3h5epSMBHRleHSUjALDpJR1Lg==")]
    [InlineData(5, "gAWVoQAAAAAAAAB9lCiMB251bWJlcnOUXZQoSwFK/v///00sAUpwEQEASpDu/v+KBgAAAAAAAYoJAAAAAAAAAABAigkAAAAAAAAAAMBHP/gAAAAAAACIiU5ljAZ0dXBsZXOUKClLAYWUSwFLAoaUSwFLAksDh5QoSwFLAksDSwR0lHSUjANzZXSUj5QoSweQjAVieXRlc5RDA3h5epSMBHRleHSUjALDpJR1Lg==")]
    public void Every_protocol_gives_the_same_value(int protocol, string base64)
    {
        var dict = Assert.IsType<PickleDict>(Run(Convert.FromBase64String(base64)));

        Assert.True(protocol <= 5);
        Assert.Equal(
            [1L, -2L, 300L, 70000L, -70000L, 1L << 40, BigInteger.Pow(2, 70), -BigInteger.Pow(2, 70), 1.5, true, false, null],
            Assert.IsType<PickleList>(dict.Find("numbers")).Items);
        Assert.Equal(
            [0, 1, 2, 3, 4],
            Assert.IsType<PickleTuple>(dict.Find("tuples")).Items.Select(item => ((PickleTuple)item!).Items.Count));
        Assert.Equal("ä", dict.Find("text"));
        Assert.Equal(["numbers", "tuples", "set", "bytes", "text"], dict.Items.Select(item => item.Key));
    }

    /// <summary>Python 2 wrote an OrderedDict as a call with a list of pairs.</summary>
    [Fact]
    public void A_dict_may_be_made_of_pairs()
    {
        byte[] pickle = new TinyPickle().Global("collections", "OrderedDict")
            .Op("](](").Text("a").Number(1).Op("e](").Text("b").Number(2).Op("ee").Raw(0x85).Op("R").Stop();

        var dict = Assert.IsType<PickleDict>(Run(pickle));

        Assert.Equal((1L, 2L), (dict.Find("a"), dict.Find("b")));
    }

    [Fact]
    public void A_repeated_key_replaces_the_value_in_its_place()
    {
        byte[] pickle = new TinyPickle().Op("}(").Text("a").Number(1).Text("b").Number(2).Text("a").Number(3).Op("u")
            .Stop();

        var dict = Assert.IsType<PickleDict>(Run(pickle));

        Assert.Equal([("a", 3L), ("b", 2L)], dict.Items.Select(item => ((string)item.Key!, (long)item.Value!)));
    }

    [Fact]
    public void A_long_text_is_skipped_and_noted()
    {
        byte[] pickle = new TinyPickle().Text(new string('x', PickleInput.MaxTextBytes + 1)).Stop();

        Assert.Equal(new PickleBytes(7, PickleInput.MaxTextBytes + 1) { IsText = true }, Run(pickle));
    }

    /// <summary>A user's class is a name with a state; its code is neither needed nor found.</summary>
    [Fact]
    public void An_object_of_any_class_is_inert()
    {
        byte[] pickle = new TinyPickle().Global("my.module", "Config").Op(")").Raw(0x81).Op("}").Text("lr").Number(1)
            .Op("sb").Stop();

        var built = Assert.IsType<PickleObject>(Run(pickle));

        Assert.Equal(new PickleGlobal("my.module", "Config"), built.Callee);
        Assert.Equal(1L, Assert.IsType<PickleDict>(built.State).Find("lr"));
    }

    private static object? Run(byte[] pickle)
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("data.pkl", pickle));
        using var stream = file.OpenRegion(0, file.Length);
        var input = new PickleInput(stream, file.Length, file, "data.pkl");
        return new PickleMachine(input, file.Length, id => throw input.Invalid("no persistent id is expected")).Run();
    }
}
