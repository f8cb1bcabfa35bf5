using McpService.Application.Tenants.RotateApiKey;

namespace McpService.UnitTests.Tenants;

internal sealed class RotateApiKeyValidatorTests
{
    [TestCase(null, true)]
    [TestCase(0, true)]
    [TestCase(604_800, true)]
    [TestCase(-1, false)]
    [TestCase(604_801, false)]
    public void Validate_Overlap_IsSevenDaysAtMost(int? seconds, bool expected) =>
        new RotateApiKeyValidator().Validate(new RotateApiKeyCommand(seconds)).IsValid.ShouldBe(expected);
}
