using System.Runtime.InteropServices;

namespace McpService.Application.Limits;

/// <summary>Networks that came to this process with wrong credentials, to be told to other replicas and kept over a restart.</summary>
public interface IWrongCredentials
{
    /// <summary>After this long without a wrong one, nothing is known of a network.</summary>
    TimeSpan Memory { get; }

    /// <summary>What came since this was last asked for, those who tried most often first; the others are for the next time.</summary>
    /// <param name="max">No more networks than this.</param>
    IReadOnlyList<NetworkTries> Take(int max);

    /// <summary>Could not be told: counts again.</summary>
    void PutBack(IReadOnlyList<NetworkTries> tries);

    /// <summary>Takes over what others know.</summary>
    void Learn(IReadOnlyList<NetworkRest> networks);
}

/// <param name="Network">Name of the network.</param>
/// <param name="Tries">How often it tried, and was told that it was wrong.</param>
/// <param name="Each">How long a try takes to be forgotten.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NetworkTries(string Network, int Tries, TimeSpan Each);

/// <param name="Network">Name of the network.</param>
/// <param name="Rest">After this long all of its tries are forgotten.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NetworkRest(string Network, TimeSpan Rest);
