import sys

from k8sgen.cli import main

sys.exit(main(sys.argv[1:]))
