using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Mcp.Http;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>Makes questions to a client of what an upstream wants to know, as often as it may.</summary>
internal sealed class InputRounds(OpenQuestions open, QuestionIds ids, IOptions<UpstreamOptions> options)
{
    /// <summary>Rounds of one call; an upstream that asks for ever is not asked again.</summary>
    public const int Max = 10;

    private const int MaxQuestions = 20;

    /// <summary>So long a person may take over one round.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(options.Value.InputTimeoutSeconds);

    /// <param name="call">What the upstream cannot finish.</param>
    /// <param name="result">Its result, which says so.</param>
    /// <param name="round">How often it was sent.</param>
    /// <exception cref="McpException">The client cannot answer.</exception>
    /// <exception cref="UpstreamException">Too many questions, or none that can be read.</exception>
    public InputRound Begin(BridgedCall call, ReadOnlyMemory<byte> result, int round)
    {
        if (round >= Max) throw new UpstreamException(UpstreamFailure.TooManyQuestions);
        var (questions, state) = InputQuestion.Read(result) ?? throw new UpstreamException(UpstreamFailure.InvalidResponse);
        if (questions.Count > MaxQuestions) throw new UpstreamException(UpstreamFailure.TooManyQuestions);
        foreach (var question in questions)
        {
            if (call.Session.Lacks(question.Method, question.Mode) is { } lacking)
            {
                throw new McpException(200, JsonRpcCodes.MissingCapability, $"The tool asks {lacking} of its client, which does not have it.", call.Id)
                {
                    ErrorData = new { requiredCapabilities = new Dictionary<string, object>(StringComparer.Ordinal) { [lacking] = new { } } },
                };
            }
        }

        return new InputRound(open, ids, call.Session, questions, state);
    }
}
