using Heavytail.Measures;
using Xunit;

namespace Heavytail.Tests.Measures;

public sealed class PhaseRulesTests
{
    private static readonly PhaseEvidence s_noise = new(
        LooksRandom: true, LostShare: 0, Spikes: 0, Count: 200, Reach: 1.02, BulkKind.Flat, Alpha: 7);

    public static TheoryData<TrainingPhase> Phases => [.. Enum.GetValues<TrainingPhase>()];

    [Theory]
    [MemberData(nameof(Phases))]
    public void Every_phase_has_its_example(TrainingPhase phase)
    {
        Assert.Equal(phase, PhaseRules.Decide(Example(phase)));
        Assert.Equal(1, PhaseRules.Sure(Example(phase), interval: null));
        Assert.Equal(TrainingPhases.Words[(int)phase], phase.Word());
    }

    [Fact]
    public void Near_a_limit_two_phases_share()
    {
        var near = Example(TrainingPhase.BulkAndSpikes) with { Spikes = 19 };
        Assert.Equal(TrainingPhase.BulkAndSpikes, PhaseRules.Decide(near));
        Assert.InRange(PhaseRules.Sure(near, (2.5, 3.5)), 0.3, 0.7);
    }

    [Fact]
    public void Zeros_decide_before_all_else() =>
        Assert.Equal(TrainingPhase.RankCollapse, PhaseRules.Decide(s_noise with { LostShare = 0.5 }));

    /// <summary>A bulk that noise does not have, without a spike.</summary>
    [Fact]
    public void No_spike_and_no_noise_is_decay() =>
        Assert.Equal(TrainingPhase.BulkDecay, PhaseRules.Decide(s_noise with { LooksRandom = false }));

    private static PhaseEvidence Example(TrainingPhase phase)
    {
        var trained = s_noise with { LooksRandom = false, Spikes = 4, Reach = 3, Alpha = 3 };
        return phase switch
        {
            TrainingPhase.RandomLike => s_noise,
            TrainingPhase.BleedingOut => trained with { Reach = 1.2 },
            TrainingPhase.BulkAndSpikes => trained,
            TrainingPhase.BulkDecay => trained with { Kind = BulkKind.Decay, Reach = 5 },
            TrainingPhase.HeavyTailed => trained with { Kind = BulkKind.Decay, Spikes = 120, Alpha = 2.2 },
            _ => trained with { LostShare = 0.4 },
        };
    }
}
