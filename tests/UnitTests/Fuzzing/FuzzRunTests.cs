using McpService.Common.Fuzzing;

namespace McpService.UnitTests.Fuzzing;

/// <summary>What a reader does wrong is found, and found again.</summary>
internal sealed class FuzzRunTests
{
    private const ulong Seed = 7;

    private static readonly string[] Corpus = ["good", "also good"];

    [Test]
    public void Run_OfAReaderThatThrows_SaysWhichInput()
    {
        var run = Run(input =>
        {
            if (input.Contains((byte)'!')) throw new FormatException("not that");
        });

        var fault = run.Faults[0];
        fault.What.ShouldBe("FormatException: not that");
        fault.Input.ShouldContain((byte)'!');
        fault.ToString().ShouldContain($"input {fault.Number} of seed {Seed} ({Convert.ToHexString(fault.Input)})");
    }

    [Test]
    public void Run_WithTheSameSeed_FindsTheSameHoweverItIsCut()
    {
        var (at, once, cut) = (0, new List<byte[]>(), new List<byte[]>());
        new FuzzRun(new FuzzedReader("it", once.Add, Corpus, ["!"]), Seed).Next(50);
        var run = new FuzzRun(new FuzzedReader("it", cut.Add, Corpus, ["!"]), Seed);
        while (at < 50)
        {
            run.Next(10);
            at += 10;
        }

        cut.Select(Convert.ToHexString).ShouldBe(once.Select(Convert.ToHexString));
        (cut.Count, run.Inputs).ShouldBe((Corpus.Length + 50, 50));
    }

    [Test]
    public void Run_OfAReaderThatTakesTooMuch_SaysSo() =>
        Run(input => GC.KeepAlive(new byte[16 * 1024 * 1024])).Faults[0].What.ShouldStartWith("it takes ");

    [Test]
    public void Run_OfAReaderThatRefusesEachInput_CountsAllAndKeepsTheFirst()
    {
        var run = Run(_ => throw new FormatException());

        (run.Failed, run.Faults.Count, run.Faults[0].Number).ShouldBe((Corpus.Length + 100, 10, -Corpus.Length));
    }

    private static FuzzRun Run(Action<byte[]> read)
    {
        var run = new FuzzRun(new FuzzedReader("it", read, Corpus, ["!"]), Seed);
        run.Next(100);
        return run;
    }
}
