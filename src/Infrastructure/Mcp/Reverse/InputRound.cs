using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpService.Application.Errors;
using McpService.Infrastructure.Mcp.Wire;

namespace McpService.Infrastructure.Mcp.Reverse;

/// <summary>What the upstream wants to know before it goes on, as its client is asked; disposed, nobody waits for the answers any more.</summary>
internal sealed class InputRound : IDisposable
{
    private readonly OpenQuestions _open;
    private readonly BridgedSession _session;
    private readonly List<(InputQuestion Question, string Id, Task<byte[]> Answer)> _asked;
    private readonly byte[] _state;

    /// <param name="open">Where answers come in.</param>
    /// <param name="ids">Names the questions.</param>
    /// <param name="session">Who is asked.</param>
    /// <param name="questions">What.</param>
    /// <param name="state">The upstream's, to bring back.</param>
    public InputRound(OpenQuestions open, QuestionIds ids, BridgedSession session, IReadOnlyList<InputQuestion> questions, byte[] state)
    {
        (_open, _session, _state) = (open, session, state);
        _asked = [.. questions.Select(q => (q, ids.New(session.Id))).Select(q => (q.q, q.Item2, open.Ask(session.Id, q.Item2)))];
    }

    /// <summary>Every question is answered.</summary>
    public Task Answered => Task.WhenAll(_asked.Select(a => a.Answer));

    /// <summary>The requests that go to the client.</summary>
    public IEnumerable<byte[]> Requests => _asked.Select(a => a.Question.ToRequest(a.Id, _session.Revision));

    /// <summary>What the call is repeated with, once all are answered.</summary>
    /// <exception cref="UpstreamException">The client answered with an error where there is no other way to say no.</exception>
    public async Task<InputAnswers> AnswersAsync()
    {
        var answers = await Task.WhenAll(_asked.Select(a => a.Answer));
        using var written = new RawObject(1024);
        for (var i = 0; i < answers.Length; i++) written.Add(_asked[i].Question.Key, ResultOf(_asked[i].Question, answers[i]));
        return new InputAnswers(_asked.Count == 0 ? default : written.End().ToArray(), _state);
    }

    public void Dispose()
    {
        foreach (var (_, id, _) in _asked) _open.Forget(_session.Id, id);
    }

    private static byte[] ResultOf(InputQuestion question, byte[] message)
    {
        using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = JsonRpcMessage.MaxDepth });
        if (document.RootElement.Member("result"u8) is { ValueKind: JsonValueKind.Object } result) return JsonMarshal.GetRawUtf8Value(result).ToArray();

        // The newer revision has no errors here; who does not answer a question of a person has let it be.
        if (question.Method == "elicitation/create") return "{\"action\":\"cancel\"}"u8.ToArray();
        throw new UpstreamException(UpstreamFailure.InputRefused, $"{UpstreamFailure.InputRefused.Message} It asked {Named(question.Method)}.");
    }

    private static string Named(string method) => Encoding.UTF8.GetByteCount(method) <= 100 ? method : "something";
}
