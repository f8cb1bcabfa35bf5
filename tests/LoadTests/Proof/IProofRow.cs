using McpService.LoadTests.Proof.Stage;

namespace McpService.LoadTests.Proof;

/// <summary>One promise, and what comes of trying to break it.</summary>
internal interface IProofRow
{
    /// <summary>Short, for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>What is tried.</summary>
    string What { get; }

    string Goal { get; }

    /// <summary>Its part of the time, beside the others'.</summary>
    int Share { get; }

    Task<ProofFigure> RunAsync(ProofStage stage, ProofTime time);
}
